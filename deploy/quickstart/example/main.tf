terraform {
  backend "remote" {
    hostname     = "localhost:8443"
    organization = "demo"

    workspaces {
      name = "quickstart"
    }
  }
}

variable "name" {
  type    = string
  default = "world"
}

# Part of the engine itself, so the first run needs no provider and no account anywhere.
resource "terraform_data" "greeting" {
  input = "Hello, ${var.name}!"

  provisioner "local-exec" {
    command = "echo \"This line was printed in the sandbox of $(hostname).\""
  }
}

output "greeting" {
  value = terraform_data.greeting.output
}

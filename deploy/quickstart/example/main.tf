# A first configuration: two resources that need no provider from a registry, and an output.
# The backend block is in backend.tf, which deploy/quickstart/run writes beside this file.

variable "name" {
  type        = string
  default     = "friend"
  description = "Whom to greet."
}

resource "terraform_data" "greeting" {
  input = "Hello, ${var.name}!"
}

resource "terraform_data" "announcement" {
  triggers_replace = terraform_data.greeting.output

  provisioner "local-exec" {
    command = "for i in 1 2 3; do echo \"line $i printed in the sandbox\"; done"
  }
}

output "greeting" {
  value = terraform_data.greeting.output
}

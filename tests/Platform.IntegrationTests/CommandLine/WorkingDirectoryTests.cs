namespace Platform.IntegrationTests.CommandLine;

[Trait("Needs", "tool"), Trait("Needs", "sandbox")]
public sealed class WorkingDirectoryTests(SharedPlatform shared)
{
    [Fact]
    public async Task A_run_takes_place_in_the_folder_that_the_workspace_names_and_sees_what_is_beside_it_but_what_is_ignored()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var platform = await shared.GetAsync(cancellationToken);
        var organization = await platform.Api.CreateOrganizationAsync(cancellationToken);
        await platform.Api.CreateWorkspaceAsync(organization, cancellationToken, new Dictionary<string, object> { ["working-directory"] = "infra/network" }, RemoteWorkspace.Name);
        using var cli = platform.CommandLineIn(
            (".terraformignore", "*.secret\nlarge/\n!large/kept.txt\n"),
            ("infra/network/password.secret", "not to be uploaded"),
            ("large/file.bin", "not to be uploaded"),
            ("large/kept.txt", "to be uploaded"),
            ("modules/greeting/main.tf", "output \"text\" {\n  value = \"from the module\"\n}\n"),
            ("infra/network/main.tf", """
                module "greeting" {
                  source = "../../modules/greeting"
                }
                output "greeting" {
                  value = module.greeting.text
                }
                output "uploaded" {
                  value = join(", ", [for name in ["infra/network/password.secret", "large/file.bin", "large/kept.txt", ".terraformignore"] : name if fileexists("../../${name}")])
                }
                """));
        cli.UseWorkspace(organization, RemoteWorkspace.Name);
        File.Move(Path.Combine(cli.Folder, "backend.tf"), Path.Combine(cli.Folder, "infra/network/backend.tf"));
        await cli.RunAsync(["-chdir=infra/network", "init", "-input=false"], cancellationToken);

        var output = await cli.RunAsync(["-chdir=infra/network", "apply", "-auto-approve", "-no-color"], cancellationToken);

        Assert.Contains("uploaded = \"large/kept.txt, .terraformignore\"", output, StringComparison.Ordinal);
        Assert.Contains("greeting = \"from the module\"", output, StringComparison.Ordinal);
    }
}

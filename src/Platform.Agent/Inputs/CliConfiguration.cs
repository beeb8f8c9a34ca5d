using System.Text;

namespace Platform.Agent.Inputs;

/// <summary>The tool's own settings file: the run's token for the platform's host, and where verified providers lie.</summary>
internal static class CliConfiguration
{
    public static string Of(Uri publicUrl, string runToken, string? providerCache)
    {
        var host = publicUrl.IsDefaultPort ? publicUrl.Host : publicUrl.Authority;
        var text = new StringBuilder($$"""
            disable_checkpoint = true
            credentials {{Quote(host)}} {
              token = {{Quote(runToken)}}
            }

            """);
        if (providerCache is not null)
        {
            text.Append($$"""
                provider_installation {
                  filesystem_mirror {
                    path = {{Quote(providerCache)}}
                  }
                  direct {
                  }
                }

                """);
        }

        return text.ToString();
    }

    private static string Quote(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("${", "$${").Replace("%{", "%%{")}\"";
}

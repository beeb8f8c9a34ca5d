namespace Platform.IntegrationTests.Runs;

/// <summary>States as the tool writes them.</summary>
internal static class States
{
    /// <summary>A state whose resources have these names, each with its name as its id.</summary>
    public static string Of(long serial, params string[] resources) => $$"""
        {
          "version": 4, "terraform_version": "1.11.4", "serial": {{serial}}, "lineage": "one-lineage", "outputs": {},
          "resources": [{{string.Join(',', resources.Select(Resource))}}]
        }
        """;

    private static string Resource(string name) => $$"""
        {"mode": "managed", "type": "terraform_data", "name": "{{name}}", "provider": "provider[\"terraform.io/builtin/terraform\"]",
         "instances": [{"schema_version": 0, "attributes": {"id": "{{name}}" }
         }]
        }
        """;
}

using System.Text;
using Platform.Agent.Folders;

namespace Platform.Agent.Rehearsals;

/// <summary>Stands in for the tool while an agent rehearses: a script that prints and writes a little of what the tool would.</summary>
internal static class RehearsalTool
{
    public const string Version = "1.0.0";

    private const UnixFileMode EveryoneMayRun =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string Script = """
        #!/bin/sh
        case "$1 $2" in
        init*)
            mkdir .terraform
            sed 's/^.*"backend":{"\([a-z]*\)":\(.*\)}}}$/{"backend":{"type":"\1","config":\2}}/' *_override.tf.json > .terraform/terraform.tfstate ;;
        plan*)
            cat <<'END'
        {"@level":"info","@message":"a","type":"planned_change","change":{"resource":{"addr":"a.b"},"action":"create"}}
        {"@level":"info","@message":"a","type":"change_summary","changes":{"add":1,"change":0,"import":0,"remove":0,"operation":"plan"}}
        {"@level":"info","@message":"a","type":"outputs","outputs":{"a":{"sensitive":false,"type":["list","string"],"value":["b"]}}}
        {"@level":"warn","@message":"a","type":"diagnostic","diagnostic":{"severity":"warning","summary":"a","detail":"b","range":{"filename":"c","start":{"line":1}},"snippet":{"context":null,"code":"d","start_line":1,"highlight_start_offset":0,"highlight_end_offset":1,"values":[]}}}
        END
            for argument; do case "$argument" in -out=*) echo plan > "${argument#-out=}" ;; esac; done
            exit 2 ;;
        "show -json") echo '{"format_version":"1.2","resource_changes":[{"mode":"managed","type":"a","provider_name":"p","change":{"before":null,"after":{"x":"y","n":1},"after_sensitive":{"x":true}}}],"output_changes":{}}' ;;
        show*) printf 'Terraform will perform the following actions:\n\n  \033[1m# a.b\033[0m will be created\n' ;;
        providers*) echo '{"format_version":"1.0","provider_schemas":{"p":{"resource_schemas":{"a":{}}}}}' ;;
        apply*)
            cat <<'END'
        {"@level":"info","@message":"a","type":"apply_start","hook":{"resource":{"addr":"a.b"},"action":"create"}}
        {"@level":"info","@message":"a","type":"apply_complete","hook":{"resource":{"addr":"a.b"},"action":"create","id_key":"id","id_value":"x","elapsed_seconds":1}}
        {"@level":"info","@message":"a","type":"change_summary","changes":{"add":1,"change":0,"import":0,"remove":0,"operation":"apply"}}
        END
            echo 'NEW_STATE' > STATE_FILE ;;
        esac

        """.Replace("NEW_STATE", Encoding.UTF8.GetString(State(serial: 2)), StringComparison.Ordinal)
        .Replace("STATE_FILE", Path.GetRelativePath(JobFolder.Configuration, JobFolder.StateFile), StringComparison.Ordinal);

    /// <summary>Puts it where a search in the tool folder finds it.</summary>
    public static void WriteTo(string toolDirectory)
    {
        var folder = Directory.CreateDirectory(Path.Combine(toolDirectory, "terraform", Version));
        var path = Path.Combine(folder.FullName, "terraform");
        File.WriteAllText(path, Script);
        foreach (var passed in (string[])[toolDirectory, folder.Parent!.FullName, folder.FullName, path])
        {
            // The sandbox's user comes this way, whatever the mask of this process.
            File.SetUnixFileMode(passed, EveryoneMayRun);
        }
    }

    public static byte[] State(int serial) => Encoding.UTF8.GetBytes(
        $$$"""{"version":4,"terraform_version":"{{{Version}}}","serial":{{{serial}}},"lineage":"00000000-0000-0000-0000-000000000000","outputs":{},"resources":[]}""");
}

namespace Platform.Contracts.Runs;

/// <summary>The engine a workspace runs.</summary>
public enum ToolName
{
    Tofu,
    Terraform,
}

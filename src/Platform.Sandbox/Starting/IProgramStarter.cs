namespace Platform.Sandbox.Starting;

/// <summary>One way to start a program: in a sandbox, or unprotected on the host.</summary>
internal interface IProgramStarter
{
    Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken);
}

using Platform.Sandbox;
using Platform.Sandbox.Isolation;
using Platform.Sandbox.Starting;

namespace Platform.UnitTests.Sandbox.Starting;

/// <summary>A host that lacks a program is told which package to install.</summary>
public sealed class HostCheckTests : IDisposable
{
    private readonly StarterThread _thread = new();

    public void Dispose() => _thread.Dispose();

    [Theory]
    [InlineData("bwrap", SandboxNetwork.None, "bubblewrap is missing; install the package bubblewrap.")]
    [InlineData("socat", SandboxNetwork.Fenced, "socat is missing; install the package socat.")]
    [InlineData("nsenter", SandboxNetwork.Fenced, "nsenter is missing; install the package util-linux.")]
    [InlineData("slirp4netns", SandboxNetwork.Open, "slirp4netns is missing, which the network mode open needs; install the package slirp4netns.")]
    [InlineData("ip", SandboxNetwork.Open, "ip is missing, which the network mode open needs; install the package iproute2.")]
    public async Task A_missing_program_is_named_with_its_package(string missing, SandboxNetwork network, string sentence) =>
        Assert.Equal(sentence, await ProblemWithoutAsync(missing, network));

    [Theory, InlineData("socat", SandboxNetwork.None), InlineData("slirp4netns", SandboxNetwork.Fenced), InlineData("ip", SandboxNetwork.None)]
    public async Task A_program_that_the_mode_does_not_need_may_be_missing(string missing, SandboxNetwork network) =>
        Assert.Null(await ProblemWithoutAsync(missing, network));

    private async Task<string?> ProblemWithoutAsync(string missing, SandboxNetwork network)
    {
        var all = HostPrograms.Find();
        var programs = missing switch
        {
            "bwrap" => all with { Bubblewrap = null },
            "socat" => all with { Socat = null },
            "nsenter" => all with { NsEnter = null },
            "slirp4netns" => all with { Slirp = null },
            "ip" => all with { Ip = null },
            _ => throw new ArgumentException($"Nothing needs {missing}.", nameof(missing)),
        };
        return (await new HostCheck(_thread, programs, TimeProvider.System).RunAsync(network, TestContext.Current.CancellationToken)).Problem;
    }
}

using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Contracts.Agents;

namespace Platform.Agents.Workers;

/// <summary>Whether this node can carry out runs; asked of the agent once and kept.</summary>
public sealed class AgentCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly AgentProgram _program;
    private readonly SandboxMode _mode;
    private readonly NetworkMode _network;
    private readonly TimeProvider _clock;
    private readonly ILogger<AgentCheck> _log;
    private readonly Lazy<Task<SandboxCheck>> _answer;

    internal AgentCheck(AgentProgram program, IOptions<SandboxOptions> sandbox, TimeProvider clock, ILogger<AgentCheck> log)
    {
        _program = program;
        _mode = sandbox.Value.Mode;
        _network = sandbox.Value.Network;
        _clock = clock;
        _log = log;
        _answer = new Lazy<Task<SandboxCheck>>(AskAndLogAsync);
    }

    /// <summary>The answer, which takes a moment the first time; its problem says what is missing and what to do about it.</summary>
    public Task<SandboxCheck> AnswerAsync(CancellationToken cancellationToken) => _answer.Value.WaitAsync(cancellationToken);

    private async Task<SandboxCheck> AskAndLogAsync()
    {
        var answer = await AskAsync();
        if (answer.Problem is { } problem)
        {
            _log.SandboxImpossible(problem);
        }
        else if (_mode is SandboxMode.None)
        {
            _log.NoSandbox();
        }

        return answer;
    }

    private async Task<SandboxCheck> AskAsync()
    {
        if (!File.Exists(_program.Path))
        {
            return new SandboxCheck(Possible: false, $"The agent's program {_program.Path} is missing: build the whole solution, or name it with the setting Worker:AgentPath.");
        }

        if (_mode is SandboxMode.None)
        {
            return new SandboxCheck(Possible: true, Problem: null);
        }

        try
        {
            var command = _program.Start("--check", _network.ToString().ToLowerInvariant());
            command.StandardInput.Dispose();
            var result = await command.Task.WaitAsync(Limit, _clock);
            return Read(result.StandardOutput)
                ?? new SandboxCheck(Possible: false, $"The agent {_program.Path} ended with code {result.ExitCode} instead of checking this host: {result.StandardError.Trim()}");
        }
        catch (Exception exception) when (exception is Win32Exception or TimeoutException or IOException)
        {
            return new SandboxCheck(Possible: false, $"The agent {_program.Path} could not check this host: {exception.Message}");
        }
    }

    private static SandboxCheck? Read(string output)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxCheck>(output, AgentJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

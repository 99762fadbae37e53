using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Relay.Local.Sandbox;
using Relay.Local.Stack;

namespace Relay.Cli;

/// <summary>What another program needs to use a running stack: address, operator's key, and the pid of the relay's program.</summary>
internal sealed class StackFile : IDisposable
{
    private static readonly TimeSpan PidInterval = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly LocalStack _stack;
    private readonly string _pidPath;
    private readonly Timer _timer;
    private int _written;

    private StackFile(LocalStack stack, string folder)
    {
        _stack = stack;
        _pidPath = System.IO.Path.Combine(folder, "program.pid");
        Path = System.IO.Path.Combine(folder, "stack.json");
        OperatorKeyPath = System.IO.Path.Combine(folder, "operator.json");
        WritePid();
        _timer = new Timer(_ => WritePid(), null, PidInterval, PidInterval);
    }

    /// <summary>The file that describes the stack.</summary>
    public string Path { get; }

    /// <summary>The operator's key as local/tools/sign.mjs takes it.</summary>
    public string OperatorKeyPath { get; }

    /// <param name="stack">The running stack.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="sandbox">A partner with faults beside it, if there is one.</param>
    public static StackFile Write(LocalStack stack, string folder, SandboxPartner? sandbox = null)
    {
        var file = new StackFile(stack, folder);
        var key = new { kid = LocalIdentity.OperatorKeyId, pem = stack.Identity.OperatorKeyPem };
        File.WriteAllText(file.OperatorKeyPath, JsonSerializer.Serialize(key, Indented));
        var description = new
        {
            relay = stack.Address.ToString().TrimEnd('/'),
            authority = stack.Authority,
            operatorKey = key,
            programPidFile = file._pidPath,
            sandbox = sandbox is null ? null : new { endpoint = sandbox.Endpoint, control = sandbox.Control },
        };
        File.WriteAllText(file.Path, JsonSerializer.Serialize(description, Indented));
        return file;
    }

    public void Dispose()
    {
        _timer.Dispose();
        File.Delete(_pidPath);
    }

    // The program gets a new pid whenever the host has started it again.
    private void WritePid()
    {
        var pid = _stack.Host.ProgramId;
        if (Interlocked.Exchange(ref _written, pid) == pid)
            return;

        var next = _pidPath + ".next";
        File.WriteAllText(next, pid.ToString(CultureInfo.InvariantCulture));
        File.Move(next, _pidPath, overwrite: true);
    }
}

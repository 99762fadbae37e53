using System.Diagnostics;
using System.Globalization;
using Relay.Chaos.Children;
using Relay.Chaos.Evidence;
using Relay.Local.Stack;

namespace Relay.Chaos.Stand;

/// <summary>One instance of the relay: the stand-in for the Functions host, and the program that it runs.</summary>
internal sealed class HostPart(string name, string app, int port, Dictionary<string, string> settings, string log, Journal journal) : ChildPart(name, journal)
{
    private const string ProgramName = "Relay.Functions";

    private readonly Lock _gate = new();
    private readonly List<int> _programs = [];

    /// <summary>Where this instance serves.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{port}/");

    /// <summary>How long the program outlives its killed host: its calls go on without the locks that the host held.</summary>
    public TimeSpan OrphanLife { get; set; }

    /// <summary>SIGKILL for the program alone; the host starts it again.</summary>
    public void KillProgram()
    {
        lock (_gate)
        {
            if (_programs.Count > 0)
                Kill(_programs[^1]);
        }
    }

    /// <summary>SIGKILL for the host, and a while later for its program.</summary>
    public override async Task TakeAwayAsync()
    {
        await base.TakeAwayAsync();
        await Task.Delay(OrphanLife);
        KillPrograms();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        KillPrograms();
    }

    protected override Task<ChildProcess> StartAsync() => ChildProcess.StartAsync(
        ChildRoles.Host, new HostOptions(app, port, settings), log, Note);

    private void Note(string line)
    {
        if (ChildLine.After(ChildLine.Program, line) is not { } program)
            return;

        lock (_gate)
            _programs.Add(int.Parse(program, CultureInfo.InvariantCulture));
    }

    private void KillPrograms()
    {
        lock (_gate)
        {
            _programs.ForEach(Kill);
            _programs.Clear();
        }
    }

    private static void Kill(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            // A number can be given to another process once its own has left.
            if (process.ProcessName.StartsWith(ProgramName, StringComparison.Ordinal))
                process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It has left already.
        }
    }
}

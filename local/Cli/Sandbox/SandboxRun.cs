using Relay.Cli.Bus;
using Relay.Local.Sandbox;
using Relay.Local.Sandbox.Transport;

namespace Relay.Cli.Sandbox;

/// <summary>Runs a sandbox partner until it is cancelled, and says once a second what came.</summary>
internal static class SandboxRun
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Gives one of <see cref="SandboxExit"/>.</summary>
    public static async Task<int> RunAsync(SandboxRunOptions options, CancellationToken cancel)
    {
        using var certificates = options.CertificatePath is null ? null : SandboxCertificates.Create();
        SandboxPartner partner;
        try
        {
            certificates?.WriteFirst(options.CertificatePath!);
            partner = await SandboxPartner.StartAsync(Options(options, certificates), cancel);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return Refuse(SandboxExit.CannotRun, refused.Message);
        }

        await using (partner)
        {
            var isTerminal = !Console.IsOutputRedirected;
            var screen = new BusScreen(Console.Out, () => isTerminal && Console.WindowWidth > 0 ? Console.WindowWidth : null);
            screen.Print(Banner(partner, options));
            await WatchAsync(partner, isTerminal ? screen.Status : line => screen.Print("  " + line), cancel);
            screen.EndStatus();
            screen.Print("  stopping");
        }

        return SandboxExit.Stopped;
    }

    /// <summary>One line on standard error.</summary>
    public static int Refuse(int exit, string reason)
    {
        Console.Error.WriteLine("  " + reason.ReplaceLineEndings(" "));
        return exit;
    }

    private static async Task WatchAsync(SandboxPartner partner, Action<string> show, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Interval);
        var last = "";
        try
        {
            do
            {
                var line = Line(partner);
                if (line != last)
                    show(line);
                last = line;
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: the way to end it.
        }
    }

    private static string Line(SandboxPartner partner)
    {
        var counts = partner.Record.Counts;
        return $"{SandboxFaultNames.Of(partner.Profile.Name)}  calls {Units.Count(counts.Calls)}  refused connections {Units.Count(counts.RefusedConnections)}  "
            + $"envelopes {Units.Count(counts.Envelopes)}  repeats {Units.Count(counts.Repeats)}  unverified {Units.Count(counts.Unverified)}  malformed {Units.Count(counts.Malformed)}";
    }

    private static string Banner(SandboxPartner partner, SandboxRunOptions options) => $$"""

          A partner with faults to order is up.

          endpoint    {{partner.Endpoint}}
          control     {{partner.Control}}profile   PUT {"name":"…"} changes what is wrong with it
          takes       {{(options.Forward is null ? "batches itself" : $"nothing; hands on to {options.Forward}")}}
          signatures  {{(options.Relay is null ? "not checked (--relay checks them)" : $"of {options.Relay}")}}{{(options.CertificatePath is null ? "" : $"\n  trust       {options.CertificatePath}")}}
          profiles    {{string.Join(' ', SandboxFaultNames.All.Take(9))}}
                      {{string.Join(' ', SandboxFaultNames.All.Skip(9))}}

          Ctrl+C stops it.

        """;

    private static SandboxOptions Options(SandboxRunOptions options, SandboxCertificates? certificates) => new()
    {
        Port = options.Port,
        ControlPort = options.ControlPort,
        Profile = options.Profile,
        Forward = options.Forward is null ? null : new Uri(options.Forward),
        Relay = options.Relay is null ? null : new Uri(options.Relay),
        Seed = options.Seed,
        Certificates = certificates,
    };
}

using System.Diagnostics;
using Relay.Benchmarks.Load;
using Relay.Local.Sandbox;

namespace Relay.Benchmarks.Stand;

/// <summary>Two further partners with many lanes each: healthy, or one dead and the other slow.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private const string DeadName = "dead";
    private const string SlowName = "slow";

    // More lanes than the host works on at once: a neighbour that took a place for each of its lanes would leave none.
    private const int Lanes = 64;

    private static readonly SandboxProfile Down = new(SandboxFault.Down);
    private static readonly SandboxProfile Slow = new(SandboxFault.Slow, DelayMilliseconds: 5_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly SandboxPartner dead;
    private readonly SandboxPartner slow;
    private int sent;

    private Neighbours(SandboxPartner dead, SandboxPartner slow) => (this.dead, this.slow) = (dead, slow);

    public static async Task<Neighbours> StartAsync(RelayStand stand, CancellationToken cancel)
    {
        var neighbours = new Neighbours(
            await SandboxPartner.StartAsync(new SandboxOptions { AnswersWithoutContent = true }, cancel),
            await SandboxPartner.StartAsync(new SandboxOptions { AnswersWithoutContent = true }, cancel));
        using var key = stand.Identity.OperatorKey();
        var relay = new Uri($"http://{stand.Authority}/");
        using var @operator = Accounts.Client(relay, stand.Authority, key);
        foreach (var (name, partner) in new[] { (DeadName, neighbours.dead), (SlowName, neighbours.slow) })
            (await Accounts.RegisterPartnerAsync(relay, stand.Authority, @operator, (name, Lanes, Accounts.Recipients), partner.Endpoint, cancel)).Dispose();
        return neighbours;
    }

    /// <summary>Makes one dead and the other answer after five seconds.</summary>
    public void Fail() => (dead.Profile, slow.Profile) = (Down, Slow);

    /// <summary>Makes both healthy and waits until they have everything that was sent to them.</summary>
    /// <exception cref="TimeoutException">They do not get it.</exception>
    public async Task HealAsync()
    {
        (dead.Profile, slow.Profile) = (SandboxProfile.Healthy, SandboxProfile.Healthy);
        var start = Stopwatch.GetTimestamp();
        while (Arrived < sent)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"The neighbours got {Arrived} of {sent} envelopes.");
            await Task.Delay(10);
        }
    }

    /// <summary>Sends each of them so many envelopes, one a request.</summary>
    public async Task SendAsync(RelayStand stand, HttpLoad http, int count, double perSecond)
    {
        var loads = new[] { DeadName, SlowName }.Select(name => stand.Requests.Make(count, 1, name, perSecond)).ToList();
        sent += 2 * count;
        await Task.WhenAll(loads.Select(requests => http.PacedAsync(requests, stand.ThroughHost, Expected.AllAccepted, perSecond)));
    }

    public async ValueTask DisposeAsync()
    {
        await dead.DisposeAsync();
        await slow.DisposeAsync();
    }

    private int Arrived => dead.Record.Counts.Envelopes + slow.Record.Counts.Envelopes;
}

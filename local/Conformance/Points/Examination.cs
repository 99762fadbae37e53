using Relay.Functions.Deliver;
using Relay.Functions.Queue;
using Relay.Local.Conformance.Calls;
using Relay.Local.Conformance.Keys;
using Relay.Local.Conformance.Samples;

namespace Relay.Local.Conformance.Points;

/// <summary>What the checks of one run share.</summary>
/// <param name="Options">What is examined.</param>
/// <param name="Keys">The kit's keys.</param>
/// <param name="PublishesKeys">Whether the partner reads them from the kit.</param>
/// <param name="Rules">Which addresses may be called.</param>
/// <param name="Deliveries">The endpoint for deliveries.</param>
/// <param name="Events">The endpoint for receipts and events, where there is one.</param>
/// <param name="Witness">What shows what was taken, where there is one.</param>
internal sealed record Examination(
    ConformanceOptions Options, KitKeys Keys, bool PublishesKeys, EndpointRules Rules, PartnerCalls Deliveries, PartnerCalls? Events, Witness? Witness)
{
    /// <summary>What was sent and what must have come of it.</summary>
    public SentEnvelopes Sent { get; } = new();

    /// <summary>The call whose body never ends, begun with the run so that nothing has to wait for it.</summary>
    public Task<Finding>? Stalled { get; set; }

    /// <summary>The account that is written to most.</summary>
    public TestUser User => Options.Users.Users[0];

    /// <summary>A batch of envelopes to that account.</summary>
    public SampleBatch Batch(int envelopes = 1) => Batch([.. Enumerable.Range(0, envelopes).Select(_ => new SampleEnvelope(User))]);

    /// <summary>A batch of these envelopes.</summary>
    public SampleBatch Batch(IReadOnlyList<SampleEnvelope> envelopes, EnvelopeClass envelopeClass = EnvelopeClass.Normal) =>
        SampleBatch.Of(Options.Users, Options.Clock.GetUtcNow(), envelopes, envelopeClass);

    /// <summary>Waits a moment before something is tried again.</summary>
    public Task PauseAsync(CancellationToken cancel) => Task.Delay(TimeSpan.FromMilliseconds(Options.RetryMilliseconds), Options.Clock, cancel);

    /// <summary>Tries until it succeeds or its time is over.</summary>
    /// <returns>The last reply.</returns>
    public async Task<Reply> UntilAsync(Func<Task<Reply>> attempt, Func<Reply, bool> mayYetSucceed, int seconds, CancellationToken cancel)
    {
        var began = Options.Clock.GetTimestamp();
        while (true)
        {
            var reply = await attempt();
            if (reply.IsSuccess || !mayYetSucceed(reply) || Options.Clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(seconds))
                return reply;
            await PauseAsync(cancel);
        }
    }
}

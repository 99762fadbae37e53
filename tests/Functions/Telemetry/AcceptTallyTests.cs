using Relay.Functions.Accept;
using Relay.Functions.Hosting;
using Relay.Functions.Queue;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>What is counted of the envelopes of a request.</summary>
public sealed class AcceptTallyTests : IDisposable
{
    private readonly Meters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void Count_MixedResults_TellsEachKindOnceInRuns()
    {
        List<EnvelopeDraft> drafts =
        [
            Draft("whatsapp", EnvelopeClass.Normal, 100), Draft("whatsapp", EnvelopeClass.Normal, 50), Draft("whatsapp", EnvelopeClass.Urgent, 10),
            Draft("haiket", EnvelopeClass.Normal, 7), Draft("haiket", EnvelopeClass.Normal, 7), Draft("haiket", EnvelopeClass.Normal, 7), Draft(null, EnvelopeClass.Normal, 1),
        ];
        EnvelopeResult[] results =
        [
            new(EnvelopeStatus.Accepted), new(EnvelopeStatus.Accepted), new(EnvelopeStatus.Accepted), new(EnvelopeStatus.Duplicate),
            new(EnvelopeStatus.Refused, Problems.NotReachable), new(EnvelopeStatus.Refused, Problems.NotReachable), new(EnvelopeStatus.Unavailable, Problems.LaneUnavailable(2)),
        ];

        AcceptTally.Count(_meters.Metrics, "instagram", drafts, results);

        Assert.Equal(
            [
                "relay.envelopes.accepted 2 class=normal recipient=whatsapp sender=instagram",
                "relay.envelopes.accepted.bytes 150 recipient=whatsapp sender=instagram",
                "relay.envelopes.accepted 1 class=urgent recipient=whatsapp sender=instagram",
                "relay.envelopes.accepted.bytes 10 recipient=whatsapp sender=instagram",
                $"relay.envelopes.refused 2 reason={Problems.NotReachable.Code} sender=instagram",
                $"relay.envelopes.refused 1 reason={Problems.LaneUnavailable(2).Code} sender=instagram",
            ],
            _meters.Told);
    }

    private static EnvelopeDraft Draft(string? partner, EnvelopeClass envelopeClass, int bytes)
    {
        var draft = new EnvelopeDraft { ToPartner = partner, Class = envelopeClass };
        draft.Ciphertexts.Add(new CiphertextDraft(1, 1, 1, default, bytes));
        return draft;
    }
}

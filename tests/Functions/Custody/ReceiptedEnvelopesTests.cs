using System.Text.Json.Nodes;
using Relay.Functions.Accept;
using Relay.Functions.Queue;
using Relay.Functions.Tests.Accept;

namespace Relay.Functions.Tests.Custody;

public sealed class ReceiptedEnvelopesTests
{
    [Fact]
    public void Of_EveryStatus_TakesWhatTheRelayHasInTheOrderOfTheRequest()
    {
        EnvelopeStatus[] statuses = [EnvelopeStatus.Refused, EnvelopeStatus.Duplicate, EnvelopeStatus.Unavailable, EnvelopeStatus.Accepted];
        var drafts = statuses.Select(_ => new EnvelopeDraft { Id = Guid.CreateVersion7() }).ToList();

        var covered = ReceiptedEnvelopes.Of(drafts, [.. statuses.Select(status => new EnvelopeResult(status))]);

        Assert.Equal([drafts[1].Id, drafts[3].Id], covered.Select(envelope => envelope.Id));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(60, 60)]
    public void Of_TimeToLive_IsAsItWasSent(int? sent, int expected)
    {
        var (drafts, problem) = Requests.Parse(Requests.With(envelope => envelope["timeToLiveSeconds"] = sent is { } seconds ? JsonValue.Create(seconds) : null));
        Assert.Null(problem);

        var covered = Assert.Single(ReceiptedEnvelopes.Of(drafts, [new EnvelopeResult(EnvelopeStatus.Accepted)]));

        Assert.Equal(expected, covered.TimeToLiveSeconds);
        Assert.Equal((byte)EnvelopeClass.Urgent, covered.Class);
        Assert.Equal(Guid.Parse(Requests.MessageId), covered.MessageId);
    }
}

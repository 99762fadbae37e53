using System.Text;
using Relay.Client.Envelopes;
using Relay.Functions.Telemetry;
using Relay.Road.Tests.Fixtures;

namespace Relay.Road.Tests;

/// <summary>A relay that exports everything it tells to a receiver of this test.</summary>
public sealed class TelemetryStack : StackFixture
{
    public OtlpReceiver Receiver { get; } = new();

    protected override Dictionary<string, string> Settings => new(base.Settings.Concat(Receiver.Settings));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>Traces, metrics and logs as a receiver gets them, and that no user is in them.</summary>
public sealed class TelemetryTests(TelemetryStack fixture) : IClassFixture<TelemetryStack>
{
    private const string Ana = "ana.the.sender.4711";
    private const string Ben = "ben.the.recipient.815";

    private OtlpReceiver Receiver => fixture.Receiver;

    [Fact]
    public async Task Spans_FromAcceptToDelivery_AreOneTraceThatThePartnerIsToldOf()
    {
        await using var a = await StartAsync(Ana);
        await using var b = await StartAsync(Ben);

        await a.SendAsync(a.Envelope(Ana, b, Ben));

        await Eventually.TrueAsync(() => Deliveries(a, b).Any() && Receiver.Spans.Any(span => span.Name == "SendEnvelopes" && span.Attributes[TraceTags.Partner] == a.Name), "the spans arrive");
        var deliver = Assert.Single(Deliveries(a, b));
        var trace = Receiver.Spans.Where(span => span.Trace == deliver.Trace).ToList();
        var request = Assert.Single(trace, span => span.Parent.Length == 0);
        var accept = Child(trace, request, "accept");
        var send = Child(trace, accept, "queue.send");
        Assert.Equal("SendEnvelopes", request.Name);
        Assert.Equal(deliver.Id, Child(trace, send, "deliver").Id);
        var call = Child(trace, deliver, "partner.call");
        Child(trace, deliver, "ledger.write");
        Assert.Equal([$"00-{call.Trace}-{call.Id}-01"], b.TraceParents);
        Assert.Equal((b.Name, "none", "204"), (call.Attributes[TraceTags.Recipient], call.Attributes[TraceTags.Outcome], call.Attributes[TraceTags.Status]));
    }

    [Fact]
    public async Task Spans_OfWhatWasParked_GoOnInTheTraceOfItsRequest()
    {
        await using var a = await StartAsync(Ana);
        await using var b = await StartAsync(Ben);
        await b.StopAsync();
        var sent = new[] { a.Envelope(Ana, b, Ben), a.Envelope(Ana, b, Ben) };
        foreach (var envelope in sent)
        {
            await a.SendAsync(envelope);
            await Eventually.TrueAsync(() => fixture.Parked(b.Name) == Array.IndexOf(sent, envelope) + 1, "it is parked");
        }

        await b.StartAgainAsync();

        await Eventually.TrueAsync(() => sent.All(envelope => Taking(envelope).Any()), "the spans under which it was taken arrive");
        foreach (var envelope in sent)
        {
            var call = Assert.Single(Taking(envelope));
            await Eventually.TrueAsync(() => Receiver.Spans.Any(span => span.Id == call.Parent), "the span above it arrives");
            var drained = Receiver.Spans.Single(span => span.Id == call.Parent);
            Assert.Equal("deliver.parked", drained.Name);
            Assert.Equal((a.Name, b.Name, "envelopes"), (drained.Attributes[TraceTags.Sender], drained.Attributes[TraceTags.Recipient], drained.Attributes[TraceTags.Kind]));
            Assert.NotEqual(drained.Trace, Assert.Single(drained.LinkedTraces));
            await Eventually.TrueAsync(() => Receiver.Spans.Any(span => span.Trace == drained.Trace && span.Name == "SendEnvelopes"), "the request's span arrives");
            Assert.Equal("deliver", Receiver.Spans.Single(span => span.Id == drained.Parent).Name);
        }

        Assert.Equal(2, sent.Select(envelope => Taking(envelope).Single().Trace).Distinct().Count());

        IEnumerable<OtlpSpan> Taking(OutgoingEnvelope envelope) => Receiver.Spans.Where(span =>
            span.Name == "partner.call" && b.Received.Any(one => one.Id == envelope.Id) && span.Attributes[TraceTags.Outcome] == "none"
            && b.TraceParents.ElementAtOrDefault(b.Received.ToList().FindIndex(one => one.Id == envelope.Id)) == $"00-{span.Trace}-{span.Id}-01");
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01")]
    public async Task TraceOfACaller_IsLinkedTo_AndDecidesNothing(string flags)
    {
        await using var a = await StartAsync(Ana);
        var theirs = Guid.NewGuid().ToString("N");
        using var request = a.Request(fixture.Stack, HttpMethod.Get, "/v1/users/" + Ana);
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{theirs}-b7ad6b7169203331-{flags}");

        Assert.Equal(200, (await RawCall.SendAsync(request)).Status);

        await Eventually.TrueAsync(() => Receiver.Spans.Any(span => span.LinkedTraces.Contains(theirs)), "the span arrives");
        var span = Assert.Single(Receiver.Spans, span => span.LinkedTraces.Contains(theirs));
        Assert.Equal(("GetUser", ""), (span.Name, span.Parent));
        Assert.DoesNotContain(Receiver.Spans, other => other.Trace == theirs);
    }

    [Fact]
    public async Task Metrics_OfARun_Arrive_WithTagsOutOfClosedListsOnly()
    {
        await using var a = await StartAsync(Ana, events: true);
        await using var b = await StartAsync(Ben);
        await a.Client.SendAsync([a.Envelope(Ana, b, Ben), a.Envelope(Ana, b, Ben + ".unknown")]);
        await SweepAsync();
        using var patch = new HttpRequestMessage(HttpMethod.Patch, new Uri(fixture.Stack.Address, "/v1/users/" + Ana));
        Assert.Equal(405, (await RawCall.SendAsync(patch)).Status);

        string[] expected =
        [
            MetricNames.Requests, MetricNames.Accepted, MetricNames.AcceptedBytes, MetricNames.Refused, MetricNames.Ended, MetricNames.DeliveryLatency,
            MetricNames.PartnerCalls, MetricNames.QueueSent, MetricNames.QueueReceived, MetricNames.StorageOperations, MetricNames.Executions, MetricNames.QueueAge,
        ];
        await Eventually.TrueAsync(() => expected.All(name => Receiver.Points.Any(point => point.Metric == name)) && Ended(a, b) && Called(a, CalledEndpoints.Events) && Called(b, CalledEndpoints.Deliveries) && NotAllowed(), "the metrics arrive");
        Assert.Contains(Receiver.Points, point => point.Metric == MetricNames.Refused && point.Tags[MetricTags.Sender] == a.Name && point.Tags[MetricTags.Reason] == "not-reachable");
        Assert.Equal(3, Receiver.Points.Where(point => point.Metric == MetricNames.QueueAge).Select(point => point.Tags[MetricTags.Queue]).Distinct().Count());
        Assert.All(Receiver.Points.SelectMany(point => point.Tags), tag => Assert.True(IsKnown(tag.Key, tag.Value), $"{tag.Key}={tag.Value}"));
    }

    [Fact]
    public async Task EverythingThatIsSent_NamesNoUser()
    {
        await using var a = await StartAsync(Ana);
        await using var b = await StartAsync(Ben);
        b.Answer = _ => Microsoft.AspNetCore.Http.Results.StatusCode(500); // so that something is logged
        var envelope = a.Envelope(Ana, b, Ben);
        await a.SendAsync(envelope);
        var (status, _) = await a.CallAsync(fixture.Stack, HttpMethod.Get, $"/v1/users/{Ana}%2f{Ben}");
        Assert.Equal(404, status);

        await Eventually.TrueAsync(() => Receiver.Logs > 0 && Deliveries(a, b).Any(), "spans and logs arrive");
        foreach (var body in Receiver.Bodies)
        {
            var text = Encoding.UTF8.GetString(body);
            foreach (var secret in new[] { Ana, Ben, envelope.Id.ToString(), envelope.Id.ToString("N"), envelope.MessageId.ToString() })
                Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private async Task<TestPartner> StartAsync(string user, bool events = false)
    {
        var partner = await TestPartner.StartAsync(fixture.Stack, lanes: 1, events: events);
        await partner.OptInAsync(user);
        return partner;
    }

    private IEnumerable<OtlpSpan> Deliveries(TestPartner a, TestPartner b) => Receiver.Spans.Where(span =>
        span.Name == "deliver" && span.Attributes.GetValueOrDefault(TraceTags.Sender) == a.Name && span.Attributes[TraceTags.Recipient] == b.Name);

    private bool Ended(TestPartner a, TestPartner b) => Receiver.Points.Any(point =>
        point.Metric == MetricNames.Ended && point.Value == 1 && point.Tags[MetricTags.Sender] == a.Name && point.Tags[MetricTags.Recipient] == b.Name && point.Tags[MetricTags.State] == "delivered");

    private bool NotAllowed() => Receiver.Points.Any(point => point.Metric == MetricNames.Requests && point.Tags[MetricTags.Operation] == "none" && point.Tags[MetricTags.Status] == "405");

    private bool Called(TestPartner partner, string endpoint) => Receiver.Points.Any(point =>
        point.Metric == MetricNames.PartnerCalls && point.Tags[MetricTags.Recipient] == partner.Name && point.Tags[MetricTags.Endpoint] == endpoint && point.Tags[MetricTags.Outcome] == "none");

    private static OtlpSpan Child(List<OtlpSpan> trace, OtlpSpan parent, string name) => Assert.Single(trace, span => span.Name == name && span.Parent == parent.Id);

    // As the host calls a timer's function.
    private async Task SweepAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://127.0.0.1:{fixture.Stack.Host.ProgramPort}/SweepLanes"))
        {
            Content = new StringContent("""{"Data":{"timer":{}},"Metadata":{}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        Assert.Equal(200, (await RawCall.SendAsync(request)).Status);
    }

    private static bool IsKnown(string tag, string value) => tag switch
    {
        MetricTags.Partner or MetricTags.Sender or MetricTags.Recipient => value is MetricTags.Nobody or MetricTags.AnyOperator || IsTestPartner(value),
        MetricTags.Operation => value.All(char.IsAsciiLetter),
        MetricTags.Status => value.Length == 3 && value.All(char.IsAsciiDigit),
        MetricTags.Class => value is "normal" or "urgent" or "ephemeral",
        MetricTags.State => value is "delivered" or "refused" or "expired" or "erased" or "open" or "disabled" or "closed",
        MetricTags.Endpoint => value is CalledEndpoints.Deliveries or CalledEndpoints.Events,
        MetricTags.Outcome => value is "none" or "unreachable" or "timed-out" or "bad-status" or "bad-answer" or "not-callable",
        MetricTags.Reason => value is "not-reachable",
        MetricTags.Queue => value is "envelopes" or "envelopes-urgent" or "envelopes-ephemeral",
        MetricTags.Namespace => value is "0",
        MetricTags.Store => value is "tables" or "blobs",
        MetricTags.Function => value is "Api" or "Health" or "WellKnown" or "DeliverNormal" or "SweepLanes" or "SendReceipts" or "SweepDeadLetters" or "SweepStores",
        _ => false,
    };

    // As TestPartner names them.
    private static bool IsTestPartner(string value) => System.Text.RegularExpressions.Regex.IsMatch(value, @"^p\d+-[0-9a-f]{8}$");
}

using System.Diagnostics;
using Relay.Functions.Queue;
using Relay.Functions.Telemetry;

namespace Relay.Functions.Tests.Telemetry;

/// <summary>Where traces begin, and what they go on from.</summary>
public sealed class RelayTracesTests : IDisposable
{
    private const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == RelayTraces.SourceName,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public RelayTracesTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void Request_WithACallersTrace_BeginsItsOwnAndLinks()
    {
        using var server = new Activity("server").SetParentId(Caller).Start();

        using var span = RelayTraces.StartRequest("SendEnvelopes", Caller)!;

        Assert.Equal(default, span.ParentSpanId);
        Assert.NotEqual("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(span.Links).Context.TraceId.ToHexString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("a user's name")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01,00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void Request_WithoutAValidHeader_LinksNothing(string? header)
    {
        using var span = RelayTraces.StartRequest("SendEnvelopes", header)!;

        Assert.Empty(span.Links);
    }

    [Fact]
    public void Deliver_OfAMessageWithContext_GoesOnInItsTrace()
    {
        using var span = RelayTraces.StartDeliver(new QueuedMessage("envelopes", default, 1, 1) { TraceParent = Caller })!;

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
    }

    [Fact]
    public void Deliver_OfAMessageWithoutContext_BeginsATrace()
    {
        using var server = new Activity("server").Start();

        using var span = RelayTraces.StartDeliver(new QueuedMessage("envelopes", default, 1, 1))!;

        Assert.Equal(default, span.ParentSpanId);
        Assert.NotEqual(server.TraceId, span.TraceId);
    }

    [Fact]
    public void CurrentId_UnderAnActivityOfSomebodyElse_IsNone()
    {
        using var server = new Activity("server").Start();
        Assert.Null(RelayTraces.CurrentId);

        using var span = RelayTraces.StartCall("whatsapp", 1)!;
        Assert.Equal(span.Id, RelayTraces.CurrentId);
    }

    [Fact]
    public void Propagator_OfTheProgram_TakesNothingFromCallers()
    {
        var propagator = new NoPropagation();

        propagator.ExtractTraceIdAndState(null, (object? _, string _, out string? value, out IEnumerable<string>? values) => (value, values) = (Caller, null), out var id, out var state);

        Assert.Equal((null, null), (id, state));
        Assert.Empty(propagator.Fields);
    }
}

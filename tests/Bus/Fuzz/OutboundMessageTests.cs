using System.Runtime.CompilerServices;
using Relay.Local.Bus.Transport;
using Relay.Local.Bus.Transport.Front;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>How a message is cut into frames, and what it keeps of its bytes.</summary>
public sealed class OutboundMessageTests
{
    private readonly OutboundGauge _gauge = new(new OutboundTotal(), new BrokerLimits { UnsentBytes = 50, UnsentLowBytes = 10 });

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(30)]
    [InlineData(69)]
    [InlineData(1000)]
    public void Payload_InAnyParts_IsTheWholeMessage(int part)
    {
        byte[] head = [.. Enumerable.Range(0, 30).Select(i => (byte)i)];
        byte[] tail = [.. Enumerable.Range(30, 45).Select(i => (byte)i)];
        var message = new OutboundMessage(head, new ArraySegment<byte>(tail, 5, 40), new LinkShare(_gauge));
        var came = new List<byte>();
        for (var more = true; more;)
        {
            // A part that did not fit in the session's window is asked for again.
            message.GetPayload(part, out _);
            var before = came.Count;
            foreach (var segment in message.GetPayload(part, out more))
                came.AddRange(segment);
            Assert.InRange(came.Count - before, 1, part);
            message.CompletePayload(came.Count - before);
        }
        Assert.Equal([.. head, .. tail[5..]], came);
    }

    [Fact]
    public void Bytes_AreLetGo_WhenTheyAreInFrames()
    {
        var (message, bytes) = Sent();
        GC.Collect();
        Assert.False(bytes.IsAlive);
        GC.KeepAlive(message);
    }

    [Fact]
    public void Gauge_IsCongestedFromItsLimitUntilMostIsGone()
    {
        using var drained = new ManualResetEventSlim();
        _gauge.Drained += drained.Set;
        var share = new LinkShare(_gauge);
        share.Handed(50);
        Assert.False(_gauge.Congested);
        share.Handed(1);
        Assert.True(_gauge.Congested);
        share.Framed(40);
        Assert.True(_gauge.Congested);
        Assert.False(drained.IsSet);
        share.Close();
        Assert.False(_gauge.Congested);
        Assert.True(drained.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Gauge_WhenAllConnectionsHoldTooMuch_LeavesEachALittle()
    {
        var total = new OutboundTotal();
        var limits = new BrokerLimits { UnsentBytes = 1000, UnsentLowBytes = 10, AllUnsentBytes = 1500 };
        var gauges = Enumerable.Range(0, 3).Select(_ => new OutboundGauge(total, limits)).ToArray();
        gauges[0].Wait(900);
        gauges[1].Wait(900);
        gauges[2].Wait(15);
        Assert.Equal([false, true, false], gauges.Select(gauge => gauge.Congested));
        gauges[0].Close();
        gauges[1].Close();
        gauges[2].Wait(900);
        Assert.False(gauges[2].Congested);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (OutboundMessage Message, WeakReference Bytes) Sent()
    {
        var tail = new byte[100];
        var message = new OutboundMessage(new byte[10], tail, new LinkShare(_gauge));
        message.CompletePayload(110);
        return (message, new WeakReference(tail));
    }
}

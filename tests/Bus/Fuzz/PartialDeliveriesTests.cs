using Relay.Local.Bus.Transport.Front;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Deliveries that are begun and not ended.</summary>
public sealed class PartialDeliveriesTests
{
    private readonly PartialTotal _total = new(new BrokerLimits { PartialBytes = 10_000, PartialShareBytes = 1000 });

    [Fact]
    public void Connection_WithALittle_IsLeftAloneWhenOthersHoldTooMuch()
    {
        var (large, small) = (new PartialDeliveries(_total), new PartialDeliveries(_total));
        Assert.Throws<AmqpFormatException>(() => large.Transfer(0, 0, 20_000, more: true));
        small.Transfer(0, 0, 500, more: true);
        Assert.Throws<AmqpFormatException>(() => small.Transfer(0, 1, 500, more: true));
    }

    [Theory]
    [InlineData("last part")]
    [InlineData("detach")]
    [InlineData("end")]
    [InlineData("close")]
    public void WhatEnds_IsCountedNoLonger(string how)
    {
        var (first, second) = (new PartialDeliveries(_total), new PartialDeliveries(_total));
        for (var i = 0; i < 100; i++)
        {
            first.Transfer(3, 7, 5000, more: true);
            switch (how)
            {
                case "last part": first.Transfer(3, 7, 5000, more: false); break;
                case "detach": first.Detach(3, 7); break;
                case "end": first.End(3); break;
                default:
                    first.Close();
                    first = new PartialDeliveries(_total);
                    break;
            }
        }
        second.Transfer(0, 0, 9000, more: true);
    }
}

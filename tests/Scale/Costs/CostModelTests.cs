using Relay.Functions.Queue;
using Relay.Local.Scale.Costs;

namespace Relay.Local.Scale.Tests.Costs;

public sealed class CostModelTests
{
    private readonly CostModel _model = Checkout.Files.Costs();

    [Fact]
    public void Timers_OfTheFunctionApp_AreThoseOfTheirSchedules()
    {
        // The lanes' every 5 s, the dead letters' and the receipts' every minute, the stores' every hour.
        var perMonth = TimerRuns.PerMonth(Path.Combine(Checkout.Root, "functions", "triggers"));

        Assert.Equal(((12 * 60 * 24) + (60 * 24) + (60 * 24) + 24) * 730 / 24.0, perMonth);
    }

    [Theory]
    [InlineData("*/5 * * * * *", 17_280)]
    [InlineData("30 * * * * *", 1_440)]
    [InlineData("0 7 * * * *", 24)]
    [InlineData("0 0,30 */6 * * *", 8)]
    public void Schedule_OfEveryDay_IsCounted(string schedule, double perDay) => Assert.Equal(perDay, TimerRuns.PerDay(schedule));

    [Theory]
    [InlineData("0 0 3 * * 1")]
    [InlineData("5 * * * *")]
    [InlineData("1-5 * * * * *")]
    public void Schedule_OfAnotherForm_IsRefused(string schedule) => Assert.Throws<FormatException>(() => TimerRuns.PerDay(schedule));

    [Fact]
    public void Packing_DividesWhatIsBilledByMessage_AndNothingElse()
    {
        var single = _model.Of(new CostCase(1e9, 1, BusTier.Standard, false));
        var packed = _model.Of(new CostCase(1e9, 100, BusTier.Standard, false));

        Assert.True(single.Executions / packed.Executions > 30 && single.Bus / packed.Bus > 30, $"{single} {packed}");
        Assert.True(packed.Memory < single.Memory && packed.Tables < single.Tables);
        Assert.Equal(single.Egress, packed.Egress);
    }

    [Fact]
    public void Standard_BillsByBand()
    {
        Assert.Equal(10, _model.Bus.Standard(13e6, 1), 6);
        Assert.Equal(10 + (87 * 0.80), _model.Bus.Standard(100e6, 1), 6);
        Assert.Equal(20 + (87 * 0.80) + (2_400 * 0.50) + (500 * 0.20), _model.Bus.Standard(3_000e6, 2), 6);
    }

    [Theory]
    [InlineData(BusTier.Standard)]
    [InlineData(BusTier.Premium)]
    public void FurtherNamespace_CostsItsBase_AndNoTimers_AndNothingWhereItIsIdle(BusTier tier)
    {
        var quiet = new CostCase(1, 1, tier, false);
        var one = _model.Of(quiet, 1, new BusPlan(tier, 1, tier == BusTier.Standard ? 0 : 1));
        var eight = _model.Of(quiet, 1, one.Plan with { Namespaces = 8 });

        Assert.Equal(8 * one.Bus, eight.Bus, 6);
        Assert.Equal(one.Total - one.Bus, eight.Total - eight.Bus, 6);
    }

    [Fact]
    public void FurtherRelay_RunsItsTimers()
    {
        var month = new CostCase(1e8, 1, BusTier.Standard, false);
        var plan = new BusPlan(BusTier.Standard, 4, 0);
        var (one, two) = (_model.Of(month, 1, plan), _model.Of(month, 2, plan with { Namespaces = 2 }));

        Assert.Equal(_model.TimerRuns * 0.40 / 1e6, two.Executions - one.Executions, 6);
        Assert.Equal(one.Bus, two.Bus, 6);
    }

    [Fact]
    public void FurtherNamespace_WithTraffic_KeepsAnInstanceOfItsOwn()
    {
        const double Seconds = 730 * 3600;
        const double InstanceMonth = Seconds * 2 * 0.000026;
        var rise = _model.Delivering(100 * Seconds, 1, 4) - _model.Delivering(100 * Seconds, 1, 1);

        Assert.Equal(3 * InstanceMonth, rise, 3);
        Assert.Contains($"about {InstanceMonth:0} a month", Checkout.Text("docs", "scale.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void Relay_EndsWhereItsAccountDoes_NotWhereItsNamespacesDo()
    {
        var packed = _model.Of(new CostCase(1e10, 100, BusTier.Standard, false));
        var single = _model.Of(new CostCase(1e10, 1, BusTier.Standard, false));

        Assert.True(packed is { Relays: > 1, Plan.Namespaces: 1 }, $"{packed}");
        Assert.InRange(single.Plan.Namespaces, 2, QueueNamespaces.MostNumbers);
        Assert.Equal(1, _model.Of(new CostCase(1e9, 1, BusTier.Standard, false)).Relays);
    }

    [Fact]
    public void Call_ThatComesAlone_PaysForASecond_AndManyShareIt()
    {
        Assert.Equal(100, _model.Billed(100, 0.001), 1);
        var month = BusPrice.MonthHours * 3600;
        Assert.True(_model.Billed(100 * month, 0) <= month);
    }

    [Fact]
    public void Message_Over64KB_CountsAsSeveralOperations()
    {
        Assert.Equal(4, _model.Operations.Bus(1));
        Assert.Equal(2 + (2 * Math.Ceiling(100 * _model.Operations.EnvelopeBytes / 65536)), _model.Operations.Bus(100));
    }

    [Fact]
    public void Media_CostsMoreThanAllElse()
    {
        var without = _model.Of(new CostCase(1e8, 10, BusTier.Standard, false));
        var with = _model.Of(new CostCase(1e8, 10, BusTier.Standard, true));

        Assert.True(with.Egress - without.Egress > without.Total);
    }
}

using System.CommandLine;
using Relay.Cli.Bus;
using Relay.Cli.Operators;
using Relay.Client.Operators;

namespace Relay.Cli;

/// <summary><c>relay breaker</c>: the endpoints of partners as the relay sees them.</summary>
internal static class BreakerCommand
{
    public static Command Create() => new("breaker", "Partners' endpoints: list, probe now, enable one that answered 410.")
    {
        List(),
        Order("probe", "Try an open endpoint now instead of at the next probe.", (relay, partner, cancel) => relay.ProbeAsync(partner, cancel), "is being probed"),
        Order("enable", "Take an endpoint back that answered 410; what is parked for it goes out.", (relay, partner, cancel) => relay.EnableAsync(partner, cancel), "is enabled"),
    };

    private static Command List() => new OperatorOptions().AddTo(new Command("list", "List the endpoints of all partners."), async (_, access, cancel) =>
    {
        var table = new TextTable("PARTNER", "ENDPOINT", "SINCE", ">FAILURES", "LAST TRY", "NEXT TRY");
        foreach (var (partner, breaker) in (await access.Client.ListBreakersAsync(cancel)).Breakers)
        {
            table.Add(
                partner, OperatorTexts.Endpoint(breaker), OperatorTexts.Time(breaker.Since), breaker.Attempts is { } attempts ? Units.Count(attempts) : null,
                OperatorTexts.Time(breaker.LastTryAt), OperatorTexts.Time(breaker.NextTryAt));
        }

        table.WriteTo(Console.Out, "No partner is registered.");
        return OperatorExit.Done;
    });

    private static Command Order(string name, string description, Func<RelayOperator, string, CancellationToken, Task<PartnerBreaker>> order, string done)
    {
        var partner = new Argument<string>("partner") { Description = "The partner's name." };
        return new OperatorOptions().AddTo(new Command(name, description) { partner }, async (parsed, access, cancel) =>
        {
            var whose = parsed.GetValue(partner)!;
            if (!PartnerName.IsOne(whose))
                return OperatorOptions.Refuse(OperatorExit.WrongUse, PartnerName.Rule);
            await order(access.Client, whose, cancel);
            Console.Out.WriteLine($"  The endpoint of {whose} {done}.");
            return OperatorExit.Done;
        });
    }
}

using System.CommandLine;
using Relay.Cli.Operators;

namespace Relay.Cli;

/// <summary><c>relay usage</c>: what partners have used.</summary>
internal static class UsageCommand
{
    private const int MostHours = 31 * 24;

    public static Command Create()
    {
        var partner = new Argument<string?>("partner") { Description = "Hour by hour for this partner; left out, the sums of all.", Arity = ArgumentArity.ZeroOrOne };
        var hours = new Option<int>("--hours") { Description = $"How far back, 1 to {MostHours}.", DefaultValueFactory = _ => 24 };
        return new OperatorOptions().AddTo(new Command("usage", "Tell what partners have sent, received and been refused.") { partner, hours }, (parsed, access, cancel) =>
        {
            if (parsed.GetValue(hours) is < 1 or > MostHours)
                return Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, $"--hours must be 1 to {MostHours}."));
            if (parsed.GetValue(partner) is { } name && !PartnerName.IsOne(name))
                return Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, PartnerName.Rule));
            return new UsageTables(access.Client, Console.Out, TimeProvider.System).WriteAsync(parsed.GetValue(partner), parsed.GetValue(hours), cancel);
        });
    }
}

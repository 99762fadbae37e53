using System.CommandLine;
using Relay.Cli.Held;
using Relay.Cli.Operators;
using Relay.Client.Operators;

namespace Relay.Cli;

/// <summary><c>relay held</c>: what the relay holds for its operator.</summary>
internal static class HeldCommand
{
    private const int MostPerSecond = 10_000;
    private const int MostKeys = 1000;

    public static Command Create() => new("held", "Envelopes that the relay holds for its operator: list, show, send again, end.") { List(), Show(), Replay(), Refuse() };

    private static Command List()
    {
        var filter = new HeldFilterOptions();
        var max = new Option<int>("--max") { Description = "Lines at most.", DefaultValueFactory = _ => 1000 };
        var command = new Command("list", "List what is held, oldest first within each partner.") { filter.Partner, filter.Sender, filter.Reason, filter.Before, max };
        return new OperatorOptions().AddTo(command, (parsed, access, cancel) => parsed.GetValue(max) < 1
            ? Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, "--max must be at least 1."))
            : new HeldLists(access.Client, Console.Out).ListAsync(filter.Read(parsed), parsed.GetValue(max), cancel));
    }

    private static Command Show()
    {
        var (partner, key) = (Partner(), Key());
        var command = new Command("show", "Show one: numbers, kinds, sizes and times, never a content or a user.") { partner, key };
        return new OperatorOptions().AddTo(command, (parsed, access, cancel) =>
            new HeldLists(access.Client, Console.Out).ShowAsync(parsed.GetValue(partner)!, parsed.GetValue(key)!, cancel));
    }

    private static Command Refuse()
    {
        var (partner, key) = (Partner(), Key());
        var command = new Command("refuse", "End one as refused; its sender is told so. What cannot be read is removed.") { partner, key };
        return new OperatorOptions().AddTo(command, (parsed, access, cancel) =>
            new HeldLists(access.Client, Console.Out).RefuseAsync(parsed.GetValue(partner)!, parsed.GetValue(key)!, cancel));
    }

    private static Command Replay()
    {
        var filter = new HeldFilterOptions();
        var keys = new Argument<string[]>("keys") { Description = "Keys as `relay held list` shows them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All that are held for the partner." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be done." };
        var rate = new Option<int?>("--rate") { Description = "Envelopes a second; the relay's own limit stands above it." };
        var command = new Command("replay", "Send held envelopes again, to the partner that they are held for. Ctrl+C stops it; the same command goes on.")
        {
            keys, filter.Partner, filter.Sender, filter.Reason, filter.Before, all, dryRun, rate,
        };
        return new OperatorOptions().AddTo(command, (parsed, access, cancel) =>
        {
            var chosen = filter.Read(parsed);
            var named = parsed.GetValue(keys) ?? [];
            if (WhyNot(chosen, named, parsed.GetValue(all), parsed.GetValue(rate)) is { } reason)
                return Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, reason));

            var order = new ReplayOrder
            {
                Partner = chosen.Partner!,
                Keys = named.Length > 0 ? named : null,
                Sender = chosen.Sender,
                Reason = chosen.Reason,
                Before = chosen.Before,
                All = parsed.GetValue(all) ? true : null,
                PerSecond = parsed.GetValue(rate),
            };
            return HeldReplay.RunAsync(access, order, parsed.GetValue(dryRun), cancel);
        });
    }

    private static string? WhyNot(HeldFilter filter, string[] keys, bool all, int? rate)
    {
        var choices = (keys.Length > 0 ? 1 : 0) + (filter is { Sender: null, Reason: null, Before: null } ? 0 : 1) + (all ? 1 : 0);
        return (filter.Partner, choices, keys.Length, rate) switch
        {
            (null, _, _, _) => "--partner is missing: a replay goes to the partner that the envelopes are held for, and to no other.",
            (_, not 1, _, _) => "Name keys, or a filter (--sender, --reason, --before), or --all; one of the three.",
            (_, _, > MostKeys, _) => $"At most {MostKeys} keys at once.",
            (_, _, _, < 1 or > MostPerSecond) => $"--rate must be 1 to {MostPerSecond}.",
            _ => null,
        };
    }

    private static Argument<string> Partner() => new("partner") { Description = "The partner that it is held for; _unreadable for what cannot be read." };

    private static Argument<string> Key() => new("key") { Description = "Its key, as `relay held list` shows it." };
}

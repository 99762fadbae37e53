using System.CommandLine;
using System.Globalization;
using Relay.Cli.Operators;
using Relay.Signatures;

namespace Relay.Cli;

/// <summary><c>relay partner</c>: the partners of a relay, for its operator.</summary>
internal static class PartnerCommand
{
    private static readonly string[] FirstStates = ["requested", "sandbox", "live"];

    public static Command Create() =>
        new("partner", "Partners: list, show, add, suspend, resume, rotate a key, spread over namespaces.") { List(), Show(), Add(), Suspend(), Resume(), RotateKey(), Spread() };

    private static Command List() => new OperatorOptions().AddTo(
        new Command("list", "List all partners: agreement, endpoint, what is parked and held."), (_, access, cancel) => Of(access).ListAsync(cancel));

    private static Command Show()
    {
        var partner = Partner();
        return new OperatorOptions().AddTo(
            new Command("show", "Show a partner's settings, and its lanes that are not open.") { partner },
            (parsed, access, cancel) => Named(parsed.GetValue(partner)!, name => Of(access).ShowAsync(name, cancel)));
    }

    private static Command Add()
    {
        var partner = Partner();
        var key = KeyFile();
        var endpoint = new Option<Uri?>("--endpoint") { Description = "Where the relay posts deliveries; left out, the partner asks for them (mode pull)." };
        var status = new Option<string>("--status") { Description = "requested, sandbox or live.", DefaultValueFactory = _ => "sandbox" };
        status.AcceptOnlyFromAmong(FirstStates);
        var capability = new Option<string[]>("--capability") { Description = "What it can receive; may be given several times.", DefaultValueFactory = _ => ["text", "media"] };
        return new OperatorOptions().AddTo(
            new Command("add", "Register a partner.") { partner, key, endpoint, status, capability },
            (parsed, access, cancel) => WithKey(parsed.GetValue(partner)!, parsed.GetValue(key)!, (name, jwk) =>
                Of(access).AddAsync(name, jwk, parsed.GetValue(endpoint), parsed.GetValue(status)!, parsed.GetValue(capability)!, cancel)));
    }

    private static Command Suspend()
    {
        var partner = Partner();
        return new OperatorOptions().AddTo(
            new Command("suspend", "Stop a partner: it is refused at the door, and what is addressed to it waits.") { partner },
            (parsed, access, cancel) => Named(parsed.GetValue(partner)!, name => Of(access).SetStatusAsync(name, "suspended", cancel)));
    }

    private static Command Resume()
    {
        var partner = Partner();
        var to = new Option<string>("--to") { Description = "live, or sandbox.", DefaultValueFactory = _ => "live" };
        to.AcceptOnlyFromAmong("live", "sandbox");
        return new OperatorOptions().AddTo(
            new Command("resume", "Let a suspended partner go on.") { partner, to },
            (parsed, access, cancel) => Named(parsed.GetValue(partner)!, name => Of(access).SetStatusAsync(name, parsed.GetValue(to)!, cancel)));
    }

    private static Command RotateKey()
    {
        var partner = Partner();
        var key = KeyFile();
        var remove = new Option<string?>("--remove") { Description = "The key id that is taken away at the same time." };
        return new OperatorOptions().AddTo(
            new Command("rotate-key", "Give a partner its next key; both are good until the old one is taken away.") { partner, key, remove },
            (parsed, access, cancel) => WithKey(parsed.GetValue(partner)!, parsed.GetValue(key)!, (name, jwk) => Of(access).RotateKeyAsync(name, jwk, parsed.GetValue(remove), cancel)));
    }

    private static Command Spread()
    {
        var partner = new Argument<string?>("partner") { Description = "The partner's name; left out, all partners.", Arity = ArgumentArity.ZeroOrOne };
        var namespaces = new Option<string?>("--namespaces") { Description = "Numbers, such as 1,2 (default: all that the relay has)." };
        var wait = new Option<int>("--wait") { Description = "Seconds to wait until the lanes that lay elsewhere are empty.", DefaultValueFactory = _ => 300 };
        return new OperatorOptions().AddTo(
            new Command("spread", "Move partners' lanes to other Service Bus namespaces, while they run; nothing is lost or reordered.") { partner, namespaces, wait },
            (parsed, access, cancel) =>
            {
                if (Numbers(parsed.GetValue(namespaces)) is not { } numbers)
                    return Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, "--namespaces takes numbers with commas between them, such as 1,2."));
                var spread = new NamespaceSpread(access.Client, Console.Out, TimeProvider.System);
                var patience = TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(wait)));
                Task<int> Run(string? name) => spread.RunAsync(name, numbers.Count == 0 ? null : numbers, patience, cancel);
                return parsed.GetValue(partner) is { } named ? Named(named, Run) : Run(null);
            });
    }

    // None where nothing was said; null where it is no list.
    private static List<int>? Numbers(string? text)
    {
        var numbers = new List<int>();
        foreach (var part in text?.Split(',') ?? [])
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            numbers.Add(number);
        }

        return numbers;
    }

    private static Partners Of(OperatorAccess access) => new(access.Client, Console.Out);

    private static Task<int> WithKey(string partner, FileInfo file, Func<string, JsonWebKey, Task<int>> run)
    {
        try
        {
            var key = PublicKeyFile.Read(file.FullName);
            return Named(partner, name => run(name, key));
        }
        catch (InvalidDataException unsuitable)
        {
            return Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, unsuitable.Message));
        }
    }

    private static Task<int> Named(string partner, Func<string, Task<int>> run) => PartnerName.IsOne(partner)
        ? run(partner)
        : Task.FromResult(OperatorOptions.Refuse(OperatorExit.WrongUse, PartnerName.Rule));

    private static Argument<string> Partner() => new("partner") { Description = "The partner's name." };

    private static Option<FileInfo> KeyFile() =>
        new("--public-key") { Description = "The key that the partner signs with: JSON, a JWK with kid, or kid and pem.", Required = true };
}

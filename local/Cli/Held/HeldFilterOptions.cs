using System.CommandLine;
using Relay.Client.Operators;

namespace Relay.Cli.Held;

/// <summary>The options that choose among what is held.</summary>
internal sealed class HeldFilterOptions
{
    public Option<string?> Partner { get; } = new("--partner") { Description = "Held for this partner." };

    public Option<string?> Sender { get; } = new("--sender") { Description = "Sent by this partner." };

    public Option<string?> Reason { get; } = new("--reason") { Description = "rejected, or unreadable." };

    public Option<DateTimeOffset?> Before { get; } = new("--before") { Description = "Held before this time, such as 2026-03-01T12:00:00Z." };

    public HeldFilter Read(ParseResult parsed) => new(parsed.GetValue(Partner), parsed.GetValue(Sender), parsed.GetValue(Reason), parsed.GetValue(Before));
}

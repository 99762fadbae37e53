using System.CommandLine;
using Relay.Cli.Operators;
using Relay.Client.States;

namespace Relay.Cli;

/// <summary><c>relay explain</c>: why an envelope is not delivered, for an operator.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid>("id") { Description = "The envelope." };
        var sender = new Option<string?>("--sender") { Description = "The partner that sent it; left out, all partners are tried." };
        var to = new Option<string?>("--to") { Description = "The recipient's partner: its state is shown even where the envelope is found nowhere." };
        var command = new Command("explain", "Tell why an envelope is not delivered, or how it ended.") { id, sender, to };
        return new OperatorOptions().AddTo(command, async (parsed, access, cancel) =>
        {
            var found = parsed.GetValue(sender) is { } name
                ? await access.Client.ExplainAsync(parsed.GetValue(id), name, parsed.GetValue(to), cancel)
                : await access.Client.FindEnvelopeAsync(parsed.GetValue(id), cancel);
            if (found is null)
                return OperatorOptions.Refuse(OperatorExit.Failed, "No partner's envelope of this id has ended or waits; --sender finds one that is on its way.");
            Write(Console.Out, found);
            return OperatorExit.Done;
        });
    }

    internal static void Write(TextWriter output, Explanation found)
    {
        output.WriteLine($"{found.Id}: {found.State}{(found.PossiblyDelivered ? ", possibly delivered" : "")}");
        output.WriteLine($"  {found.Summary}");
        Line(output, "from", found.Sender);
        Line(output, "to", found.To);
        Line(output, "accepted", Time(found.AcceptedAt));
        Line(output, "ended", Time(found.EndedAt));
        Line(output, "expires", Time(found.ExpiresAt));
        if (found.Breaker is { } breaker)
        {
            var details = new[]
            {
                breaker.Reason,
                breaker.Since is { } since ? $"since {Time(since)}" : null,
                breaker.Attempts is { } attempts ? $"{attempts} tries" : null,
                breaker.NextTryAt is { } next ? $"next at {Time(next)}" : null,
            }.OfType<string>().ToList();
            Line(output, "endpoint", details.Count == 0 ? breaker.State : $"{breaker.State} ({string.Join(", ", details)})");
        }

        if (found.Lane is { } lane)
            Line(output, "lane", $"{lane.State}, {lane.Attempts} failures in a row, {lane.ParkedBytes:N0} bytes of the sender{(lane.NextTryAt is { } at ? $", next try at {Time(at)}" : "")}");
        foreach (var quota in found.Quota)
            Line(output, quota.Name, $"{quota.Available:N0} of {quota.Burst:N0} {quota.Unit} now, {quota.Limit:N0} a second");
    }

    private static void Line(TextWriter output, string name, string? value)
    {
        if (value is not null)
            output.WriteLine($"  {name,-20} {value}");
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

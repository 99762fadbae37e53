using System.Globalization;
using Relay.Cli.Bus;
using Relay.Cli.Operators;
using Relay.Client.Operators;

namespace Relay.Cli.Held;

/// <summary>Lists, shows and ends what is held.</summary>
internal sealed class HeldLists(RelayOperator relay, TextWriter output)
{
    private const int LargestPage = 1000;

    /// <summary>One line each.</summary>
    public async Task<int> ListAsync(HeldFilter filter, int most, CancellationToken cancel)
    {
        var listed = 0;
        string? cursor = null;
        do
        {
            var page = await relay.ListHeldAsync(filter, Math.Min(LargestPage, most - listed), cursor, cancel);
            foreach (var held in page.Held)
                output.WriteLine(Line(held));
            listed += page.Held.Count;
            cursor = page.Cursor;
        }
        while (cursor is not null && listed < most);

        if (listed == 0)
            output.WriteLine("  Nothing is held.");
        else if (cursor is not null)
            output.WriteLine($"  There are more than {Units.Count(listed)}; --max shows more, --partner, --sender and --before choose.");
        return OperatorExit.Done;
    }

    /// <summary>One line for each of its members.</summary>
    public async Task<int> ShowAsync(string partner, string key, CancellationToken cancel)
    {
        if (Unsuitable(partner, key) is { } exit)
            return exit;
        if (await relay.FindHeldAsync(partner, key, cancel) is not { } held)
            return NotHeld(partner, key);

        (string Name, string? Value)[] members =
        [
            ("partner", held.Partner),
            ("key", held.Key),
            ("reason", held.Reason),
            ("held since", Time(held.HeldAt)),
            ("attempts", Units.Count(held.Attempts)),
            ("replays", Units.Count(held.Replays)),
            ("possibly delivered", held.PossiblyDelivered ? "yes" : "no"),
            ("bytes", Units.Count(held.Bytes)),
            ("sender", held.Sender),
            ("id", held.Id?.ToString()),
            ("class", held.Class),
            ("lane", held.Lane),
            ("accepted", Time(held.AcceptedAt)),
            ("expires", Time(held.ExpiresAt)),
            ("ciphertexts", held.Ciphertexts.Count == 0 ? null : string.Join(", ", held.Ciphertexts.Select(one => $"type {one.Type}, {Units.Count(one.Bytes)} bytes"))),
            ("queue", held.Queue),
            ("sequence number", held.SequenceNumber?.ToString(CultureInfo.InvariantCulture)),
            ("SHA-256", held.Sha256),
        ];
        foreach (var (name, value) in members.Where(member => member.Value is not null))
            output.WriteLine($"  {name,-18}  {value}");
        return OperatorExit.Done;
    }

    /// <summary>Ends one and tells how it ended.</summary>
    public async Task<int> RefuseAsync(string partner, string key, CancellationToken cancel)
    {
        if (Unsuitable(partner, key) is { } exit)
            return exit;
        if (await relay.RefuseHeldAsync(partner, key, cancel) is not { } ending)
            return NotHeld(partner, key);

        output.WriteLine(ending.State switch
        {
            "expired" => "  Its time to live was over already: it has ended as expired.",
            "removed" => "  It is removed.",
            _ => $"  It has ended as {ending.State}.",
        });
        return OperatorExit.Done;
    }

    private static string Line(HeldEnvelope held)
    {
        var what = held.Id is null
            ? $"{held.Queue} #{held.SequenceNumber}"
            : $"from {held.Sender}  {held.Class}  {held.Attempts} attempts  expires {Time(held.ExpiresAt)}";
        return $"  {held.Partner}  {held.Key}  {held.Reason}  {Time(held.HeldAt)}  {Units.Bytes(held.Bytes)}  {what}";
    }

    // What cannot be a partner or a key is refused before it becomes part of a path.
    private static int? Unsuitable(string partner, string key)
    {
        static bool CanBe(string text) => text.Length is > 0 and <= 128 && text.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_');
        return CanBe(partner) && CanBe(key) ? null : OperatorOptions.Refuse(OperatorExit.WrongUse, "That is no partner and key as `relay held list` shows them.");
    }

    private static int NotHeld(string partner, string key) =>
        OperatorOptions.Refuse(OperatorExit.Failed, $"Nothing is held for {partner} under {key}.");

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

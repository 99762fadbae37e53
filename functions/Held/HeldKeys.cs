using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>
/// The names under which something is held. A blob's name says what it is, so that holding twice is holding once; a row's key
/// is the time of holding and that name, so that rows sort by time.
/// </summary>
internal static class HeldKeys
{
    /// <summary>Stands for the recipient's provider of a message that cannot be read; no partner can have this name.</summary>
    public const string UnreadablePartition = "_unreadable";

    /// <summary>The rule of keys, for problem details.</summary>
    public const string Rule = "a key as the list of held envelopes gives it";

    private const int TimeDigits = 15;
    private const int MostLength = 128;
    private const int DigestBytes = 8;
    private const char BatchMark = '.';

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>
    /// The name of an envelope. It counts replays: one that was sent again and failed again is another one, and so is not taken
    /// for the one that its replay is about to remove.
    /// </summary>
    public static string NameOf(in PackedHead head, PackedEnvelope envelope)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.Sender}|{Root(head.Batch)}|{Replays(head)}|")));
        hash.AppendData(envelope.Encoded.Span);
        return $"{envelope.Id:N}-{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, DigestBytes))}";
    }

    /// <summary>The name of a message that cannot be read.</summary>
    public static string NameOf(string queue, long sequenceNumber, ReadOnlySpan<byte> digest) =>
        string.Create(CultureInfo.InvariantCulture, $"{queue}-{sequenceNumber:D19}-{Convert.ToHexStringLower(digest[..DigestBytes])}");

    /// <summary>The key of a row.</summary>
    public static string KeyOf(DateTimeOffset heldAt, string name) => $"{TimeOf(heldAt)}-{name}";

    /// <summary>What all keys of this millisecond begin with.</summary>
    public static string TimeOf(DateTimeOffset heldAt) => heldAt.ToUnixTimeMilliseconds().ToString($"D{TimeDigits}", CultureInfo.InvariantCulture);

    /// <summary>The blob's name that a key carries.</summary>
    public static string NameOf(string key) => key[(TimeDigits + 1)..];

    /// <summary>Whether a text can be a key.</summary>
    public static bool IsKey(string text) =>
        text.Length is > TimeDigits + 1 and <= MostLength
        && !text.AsSpan(0, TimeDigits).ContainsAnyExceptInRange('0', '9')
        && text[TimeDigits] == '-'
        && !text.AsSpan(TimeDigits + 1).ContainsAnyExcept(NameCharacters);

    /// <summary>How often the envelope was sent again: a replayed message carries the count as its number.</summary>
    public static int Replays(in PackedHead head) => head.Replayed ? (int)head.Number : 0;

    /// <summary>The id under which a replay travels: no other batch has it, so that a recipient that drops repeated ids takes it.</summary>
    public static string ReplayBatch(string batch, Guid id, int replays) =>
        string.Create(CultureInfo.InvariantCulture, $"{Root(batch)}{BatchMark}r{replays}-{id:N}");

    private static string Root(string batch) => batch.IndexOf(BatchMark, StringComparison.Ordinal) is var mark and >= 0 ? batch[..mark] : batch;
}

using System.Text.Json.Serialization;
using Relay.Functions.Queue;

namespace Relay.Functions.Held;

/// <summary>Something that is held, as an operator sees it: numbers, kinds, sizes and times, never a content and never a user.</summary>
/// <param name="Partner">The recipient's provider; <c>_unreadable</c> for a message that cannot be read.</param>
/// <param name="Key">Names it within the partner; keys sort by the time of holding.</param>
/// <param name="Reason">rejected: the recipient's provider fails on it and takes others. unreadable: not a packed message of a known version.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="Bytes">Of the envelope, or of the whole message that cannot be read.</param>
/// <param name="Attempts">How often it was tried before it was held.</param>
/// <param name="Replays">How often it was sent again before it was held anew.</param>
/// <param name="PossiblyDelivered">Whether the recipient's provider may have it already.</param>
/// <param name="Sender">The partner that sent it.</param>
/// <param name="Id">The envelope's id.</param>
/// <param name="Class">normal, urgent or ephemeral.</param>
/// <param name="Lane">The lane that it was in when it was held.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
/// <param name="ExpiresAt">When its time to live ends.</param>
/// <param name="Queue">The queue that a message which cannot be read came from.</param>
/// <param name="SequenceNumber">That message's number in the queue.</param>
/// <param name="Sha256">Of that message, in lower-case hexadecimal.</param>
/// <param name="Ciphertexts">Type and size of each, when one is inspected.</param>
public sealed record HeldView(
    string Partner,
    string Key,
    string Reason,
    DateTimeOffset HeldAt,
    long Bytes,
    int Attempts,
    int Replays,
    bool PossiblyDelivered,
    string? Sender,
    Guid? Id,
    string? Class,
    string? Lane,
    DateTimeOffset? AcceptedAt,
    DateTimeOffset? ExpiresAt,
    string? Queue,
    long? SequenceNumber,
    string? Sha256,
    IReadOnlyList<HeldCiphertext>? Ciphertexts)
{
    internal static HeldView Of(HeldRecord record, PackedEnvelope? envelope = null)
    {
        var isEnvelope = record.Id is not null;
        return new HeldView(
            record.Partner,
            record.Key,
            HeldWords.Of(record.Reason),
            record.HeldAt,
            record.Bytes,
            record.Attempts,
            record.Replays,
            record.InDoubt,
            isEnvelope ? record.Sender : null,
            record.Id,
            isEnvelope ? HeldWords.Of(record.Class) : null,
            isEnvelope ? record.Lane : null,
            record.AcceptedAt,
            record.ExpiresAt,
            record.Queue,
            record.SequenceNumber,
            record.Sha256,
            envelope is null ? null : [.. envelope.Ciphertexts.Select(one => new HeldCiphertext(one.Type, one.Length))]);
    }
}

/// <summary>A ciphertext of a held envelope.</summary>
/// <param name="Type">1 ratchet message, 3 prekey message, 6 sealed sender, 8 decryption error.</param>
/// <param name="Bytes">Its size.</param>
public sealed record HeldCiphertext(int Type, int Bytes);

/// <summary>A page of what is held, oldest first within each partner.</summary>
/// <param name="Held">The page.</param>
/// <param name="Cursor">Asks for the next page; left out at the end.</param>
public sealed record HeldPage(IReadOnlyList<HeldView> Held, string? Cursor);

/// <summary>How a held envelope was ended.</summary>
/// <param name="State">refused, or expired when its time to live was over already; removed for a message that cannot be read.</param>
public sealed record HeldEnding(string State);

/// <summary>Asks for held envelopes to be sent again, to the partner that they are held for. Keys, or a filter, or all: one of the three.</summary>
/// <param name="Partner">The partner that they are held for.</param>
/// <param name="Keys">1 to 1000 keys.</param>
/// <param name="Sender">Only those that this partner sent.</param>
/// <param name="Reason">Only those that are held for this reason: rejected.</param>
/// <param name="Before">Only those held before this time.</param>
/// <param name="All">All of the partner.</param>
/// <param name="DryRun">Only tells what would be done.</param>
/// <param name="Max">How many this call takes at most: 1 to 1000 (when left out).</param>
/// <param name="PerSecond">How many a second; the relay's own limit stands above it.</param>
/// <param name="Cursor">From the answer of the call before.</param>
public sealed record ReplayRequest(
    string? Partner,
    IReadOnlyList<string>? Keys,
    string? Sender,
    string? Reason,
    DateTimeOffset? Before,
    bool? All,
    bool? DryRun,
    int? Max,
    int? PerSecond,
    string? Cursor);

/// <summary>What a call has done, or with dryRun would do.</summary>
/// <param name="Replayed">Queued at the end of their lanes.</param>
/// <param name="Expired">Ended as expired.</param>
/// <param name="Gone">Named by a key under which nothing is held (any more).</param>
/// <param name="Remaining">Still to be done, counted up to 100,000.</param>
/// <param name="Cursor">Given with the same request it goes on where this call ended; left out when nothing remains.</param>
public sealed record ReplayAnswer(int Replayed, int Expired, int Gone, int Remaining, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(HeldPage))]
[JsonSerializable(typeof(HeldEnding))]
[JsonSerializable(typeof(ReplayRequest))]
[JsonSerializable(typeof(ReplayAnswer))]
internal sealed partial class HeldJson : JsonSerializerContext;

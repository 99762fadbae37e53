using System.Text.Json.Serialization;

namespace Relay.Functions.Inbox;

/// <summary>The answer to <c>GET /v1/inbox</c>; it describes the format, which is written without it.</summary>
/// <param name="Batches">As a push delivers them, each with the token of its hand-out; empty when nothing came in time.</param>
public sealed record InboxView(IReadOnlyList<InboxBatch> Batches);

/// <summary>A batch as it is handed out.</summary>
/// <param name="Token">To be given back with the acknowledgement; batches of one lane share it and are acknowledged together.</param>
/// <param name="Batch">The batch's id, the same whenever the same envelopes are given again.</param>
/// <param name="Class">normal or urgent.</param>
/// <param name="Envelopes">In order.</param>
/// <param name="Shared">Parts that ciphertexts of the batch have in common, base64; left out where there are none.</param>
public sealed record InboxBatch(string Token, string Batch, string Class, IReadOnlyList<InboxEnvelope> Envelopes, IReadOnlyList<byte[]>? Shared);

/// <summary>An envelope as it is handed out.</summary>
/// <param name="Id">Unique per sending partner.</param>
/// <param name="MessageId">Shared by the envelopes of one message.</param>
/// <param name="From">The sender.</param>
/// <param name="To">The recipient.</param>
/// <param name="AcceptedAt">When the relay accepted it.</param>
/// <param name="ExpiresAt">When its time to live ends.</param>
/// <param name="Inbox">separate or combined: where the recipient wants to see what comes from other networks.</param>
/// <param name="Ciphertexts">One for each device.</param>
public sealed record InboxEnvelope(
    Guid Id, Guid MessageId, Accept.AddressContract From, Accept.AddressContract To, DateTimeOffset AcceptedAt, DateTimeOffset ExpiresAt, string Inbox, IReadOnlyList<InboxCiphertext> Ciphertexts);

/// <summary>One ciphertext for one device.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 16383.</param>
/// <param name="Type">As it was sent.</param>
/// <param name="Content">Base64 with padding.</param>
/// <param name="Shared">The place, from 0, of the part of the batch that follows the content in the ciphertext; left out where the content is the whole.</param>
public sealed record InboxCiphertext(int Device, int RegistrationId, int Type, byte[] Content, int? Shared);

/// <summary>The body of <c>POST /v1/inbox/ack</c>.</summary>
/// <param name="Acks">1 to 100.</param>
public sealed record AckRequest(IReadOnlyList<AckContract>? Acks);

/// <summary>What became of a hand-out at the partner.</summary>
/// <param name="Token">The hand-out's.</param>
/// <param name="Results">A verdict for each envelope, as a push is answered; left out: all were accepted. One that is missing counts as retry.</param>
public sealed record AckContract(string? Token, IReadOnlyList<AckVerdict>? Results);

/// <summary>The verdict on one envelope.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="Status">accepted, refused or retry.</param>
/// <param name="Reason">A short word, for refused.</param>
public sealed record AckVerdict(Guid Id, string? Status, string? Reason);

/// <summary>The answer to <c>POST /v1/inbox/ack</c>.</summary>
/// <param name="Results">In the order of the request.</param>
public sealed record AckResponse(IReadOnlyList<AckView> Results);

/// <summary>What an acknowledgement did.</summary>
/// <param name="Token">The hand-out's.</param>
/// <param name="Status">done; or not-out: it was acknowledged before, or ran out and its envelopes are given again.</param>
public sealed record AckView(string Token, string Status);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AckRequest))]
[JsonSerializable(typeof(AckResponse))]
internal sealed partial class InboxJson : JsonSerializerContext;

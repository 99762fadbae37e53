using Relay.Functions.Accept;
using Relay.Functions.Hosting;

namespace Relay.Functions.Groups;

/// <summary>The body of <c>POST /v1/group-messages</c>: one message for the members of a group whom the sender names.</summary>
/// <param name="Id">UUIDv7 near now, unique per sending partner; a retry keeps it. The envelopes' ids follow from it.</param>
/// <param name="MessageId">Shared by the envelopes of one message.</param>
/// <param name="From">The sender; its partner is the signer.</param>
/// <param name="Class">normal (when left out), urgent or ephemeral.</param>
/// <param name="TimeToLiveSeconds">How long delivery is tried, from acceptance.</param>
/// <param name="Type">6 sealed message for several recipients (when left out), 17 MLS public message, 18 MLS private message.</param>
/// <param name="Recipients">1 to 1024, each once; for type 6 those of the message, in its order, but for those that it leaves out.</param>
/// <param name="Message">Base64 with padding. Type 6: libsignal's sealed-sender-v2 message as it is sent. Types 17 and 18: the MLSMessage.</param>
public sealed record GroupMessageRequest(
    Guid Id, Guid MessageId, AddressContract From, string? Class, int? TimeToLiveSeconds, int? Type, IReadOnlyList<AddressContract> Recipients, byte[] Message);

/// <summary>The answer to <c>POST /v1/group-messages</c>.</summary>
/// <param name="AcceptedAt">The time of acceptance, in milliseconds; left out where nothing was accepted.</param>
/// <param name="Results">In the order of the request's recipients.</param>
/// <param name="Receipt">A signed receipt (a compact JWS) for the accepted and duplicate envelopes; missing when there are none.</param>
/// <param name="Salt">Base64url of 32 bytes: opens the receipt's leaves. Keep it with the receipt, and to yourself.</param>
public sealed record GroupMessageResponse(DateTimeOffset? AcceptedAt, IReadOnlyList<GroupResultContract> Results, string? Receipt, string? Salt);

/// <summary>The result for one recipient.</summary>
/// <param name="Partner">The recipient's partner.</param>
/// <param name="User">The recipient.</param>
/// <param name="Id">The envelope's id; it follows from the message's id and the recipient.</param>
/// <param name="Status">accepted, duplicate, refused or unavailable.</param>
/// <param name="Problem">Why, for refused and unavailable.</param>
/// <param name="IdentityKeyChangedAt">When the recipient last got another identity key; left out when it never did. Whoever writes is to see it.</param>
public sealed record GroupResultContract(string Partner, string User, Guid Id, string Status, Problem? Problem, DateTimeOffset? IdentityKeyChangedAt);

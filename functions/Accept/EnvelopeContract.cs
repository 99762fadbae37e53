using Relay.Functions.Hosting;

namespace Relay.Functions.Accept;

/// <summary>The body of <c>POST /v1/envelopes</c>. It describes the format; requests are read without it, in one pass.</summary>
/// <param name="Envelopes">1 to 100.</param>
public sealed record EnvelopeRequest(IReadOnlyList<EnvelopeContract> Envelopes);

/// <summary>One envelope: one recipient account.</summary>
/// <param name="Id">UUIDv7 near now, unique per sending partner; a retry keeps it.</param>
/// <param name="MessageId">Shared by the envelopes of one message.</param>
/// <param name="From">The sender; its partner is the signer.</param>
/// <param name="To">The recipient.</param>
/// <param name="Class">normal (when left out), urgent or ephemeral.</param>
/// <param name="TimeToLiveSeconds">How long delivery is tried, from acceptance; at most 60 in class urgent.</param>
/// <param name="Ciphertexts">1 to 20, one for each device.</param>
public sealed record EnvelopeContract(
    Guid Id, Guid MessageId, AddressContract From, AddressContract To, string? Class, int? TimeToLiveSeconds, IReadOnlyList<CiphertextContract> Ciphertexts);

/// <summary>A user of a partner.</summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="User">The partner's opaque id of the user.</param>
public sealed record AddressContract(string Partner, string User);

/// <summary>One ciphertext for one device.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 16383.</param>
/// <param name="Type">Signal: 1 ratchet message, 3 prekey message, 6 sealed sender, 8 decryption error. MLS: 17 public message, 18 private message, 19 Welcome, 20 GroupInfo.</param>
/// <param name="Content">Base64 with padding; at most 96 KiB after decoding.</param>
public sealed record CiphertextContract(int Device, int RegistrationId, int Type, byte[] Content);

/// <summary>The answer to <c>POST /v1/envelopes</c>.</summary>
/// <param name="AcceptedAt">The time of acceptance, in milliseconds; the envelopes' time to live counts from it. Left out where nothing was accepted.</param>
/// <param name="Results">In the order of the request.</param>
/// <param name="Receipt">A signed receipt (a compact JWS) for the accepted and duplicate envelopes; missing when there are none.</param>
/// <param name="Salt">Base64url of 32 bytes: opens the receipt's leaves. Keep it with the receipt, and to yourself.</param>
public sealed record EnvelopeResponse(DateTimeOffset? AcceptedAt, IReadOnlyList<EnvelopeResultContract> Results, string? Receipt, string? Salt);

/// <summary>The result for one envelope.</summary>
/// <param name="Id">The envelope.</param>
/// <param name="Status">accepted, duplicate, refused or unavailable.</param>
/// <param name="Problem">Why, for refused and unavailable.</param>
/// <param name="IdentityKeyChangedAt">When the recipient last got another identity key; left out when it never did. Whoever writes is to see it.</param>
public sealed record EnvelopeResultContract(Guid Id, string Status, Problem? Problem, DateTimeOffset? IdentityKeyChangedAt);

using System.ComponentModel.DataAnnotations;
using Relay.Functions.Accept;

namespace Relay.Functions.Limits;

/// <summary>
/// The numbers of <see cref="LimitTable"/>, each under its limit's name. Section <c>Limits</c> of the configuration. Rates and what
/// is in flight count in each instance; what is parked, and what is counted by the day, counts once.
/// </summary>
public sealed class LimitsOptions : IValidatableObject
{
    // 20 ciphertexts of 96 KiB: the largest envelope must fit into a burst, or it could never be sent.
    private const int LargestEnvelopeBytes = AcceptOptions.MaxCiphertexts * 96 * 1024;

    /// <summary>Signed calls a second of one partner, on average.</summary>
    [Range(1, 1_000_000)]
    public int PartnerRequestsPerSecond { get; set; } = 1_000;

    /// <summary>Signed calls that one partner may make at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int PartnerRequestsBurst { get; set; } = 4_000;

    /// <summary>Lookups a second of one partner, on average; each is a request too.</summary>
    [Range(1, 1_000_000)]
    public int PartnerLookupsPerSecond { get; set; } = 50;

    /// <summary>Lookups that one partner may make at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int PartnerLookupsBurst { get; set; } = 200;

    /// <summary>Envelopes a second from one partner, on average.</summary>
    [Range(1, 1_000_000)]
    public int PartnerEnvelopesPerSecond { get; set; } = 5_000;

    /// <summary>Envelopes that one partner may send at once after a pause; at least those of one request.</summary>
    [Range(AcceptOptions.MaxEnvelopes, 10_000_000)]
    public int PartnerEnvelopesBurst { get; set; } = 20_000;

    /// <summary>Bytes of bodies a second from one partner, on average.</summary>
    [Range(64 * 1024, int.MaxValue)]
    public int PartnerBytesPerSecond { get; set; } = 32 * 1024 * 1024;

    /// <summary>Bytes of bodies that one partner may send at once after a pause; at least the largest body.</summary>
    [Range(AcceptOptions.MaxBodyBytes, int.MaxValue)]
    public int PartnerBytesBurst { get; set; } = 128 * 1024 * 1024;

    /// <summary>Envelopes a second from one partner to one other, on average.</summary>
    [Range(1, 1_000_000)]
    public int PairEnvelopesPerSecond { get; set; } = 4_000;

    /// <summary>Envelopes that one partner may send to one other at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int PairEnvelopesBurst { get; set; } = 16_000;

    /// <summary>Bytes of ciphertext a second from one partner to one other, on average.</summary>
    [Range(64 * 1024, int.MaxValue)]
    public int PairBytesPerSecond { get; set; } = 24 * 1024 * 1024;

    /// <summary>Bytes of ciphertext that one partner may send to one other at once after a pause; at least the largest envelope.</summary>
    [Range(LargestEnvelopeBytes, int.MaxValue)]
    public int PairBytesBurst { get; set; } = 96 * 1024 * 1024;

    /// <summary>Signed calls of one partner that are worked on at the same time.</summary>
    [Range(1, 100_000)]
    public int PartnerRequestsInFlight { get; set; } = 16;

    /// <summary>Signed calls of one partner that may wait for a place among them.</summary>
    [Range(0, 1_000_000)]
    public int PartnerRequestsInFlightWaiting { get; set; } = 64;

    /// <summary>Long polls of one partner that are held open at the same time.</summary>
    [Range(1, 100_000)]
    public int InboxPolls { get; set; } = 16;

    /// <summary>Bytes of bodies that are being read or worked on for one partner; at least the largest body.</summary>
    [Range(AcceptOptions.MaxBodyBytes, int.MaxValue)]
    public int PartnerBytesInFlight { get; set; } = 32 * 1024 * 1024;

    /// <summary>Bytes of bodies that are being read or worked on for all callers; the memory behind it is up to three times as much.</summary>
    [Range(AcceptOptions.MaxBodyBytes, int.MaxValue)]
    public int InstanceBytesInFlight { get; set; } = 128 * 1024 * 1024;

    /// <summary>Bytes that may be parked for one partner.</summary>
    [Range(1L, 1L << 50)]
    public long ParkedPartnerBytes { get; set; } = 64L * 1024 * 1024 * 1024;

    /// <summary>Bytes of one sender that may be parked for one partner; less than the partner's, so that no sender can fill it for the others.</summary>
    [Range(1L, 1L << 50)]
    public long ParkedPairBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Questions a second of one partner for whom messages are encrypted, on average; each is a request too.</summary>
    [Range(1, 1_000_000)]
    public int PartnerRecipientsPerSecond { get; set; } = 500;

    /// <summary>Such questions that one partner may ask at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int PartnerRecipientsBurst { get; set; } = 2_000;

    /// <summary>Such questions a second of one user, on average.</summary>
    [Range(1, 10_000)]
    public int UserRecipientsPerSecond { get; set; } = 1;

    /// <summary>Such questions that one user may ask at once after a pause.</summary>
    [Range(1, 100_000)]
    public int UserRecipientsBurst { get; set; } = 100;

    /// <summary>Links a day that one user may ask for.</summary>
    [Range(1, 10_000)]
    public int UserLinkAsks { get; set; } = 20;

    /// <summary>Codes a day that one user is told.</summary>
    [Range(1, 10_000)]
    public int UserLinkCodes { get; set; } = 10;

    /// <summary>Searches for people a day (UTC) of all users of one partner, over all instances.</summary>
    [Range(1, 10_000_000)]
    public int PartnerFindsDaily { get; set; } = 80_000;

    /// <summary>Searches for people a day (UTC) of one user, over all instances.</summary>
    [Range(1, 1_000_000)]
    public int UserFindsDaily { get; set; } = 200;

    /// <summary>Contact requests a day (UTC) of all users of one partner, over all instances.</summary>
    [Range(1, 10_000_000)]
    public int PartnerContactsDaily { get; set; } = 200_000;

    /// <summary>Contact requests a day (UTC) of one user, over all instances.</summary>
    [Range(1, 1_000_000)]
    public int UserContactsDaily { get; set; } = 50;

    /// <summary>Profiles a second that one user may read, on average.</summary>
    [Range(1, 10_000)]
    public int UserProfilesPerSecond { get; set; } = 1;

    /// <summary>Profiles that one user may read at once after a pause.</summary>
    [Range(1, 100_000)]
    public int UserProfilesBurst { get; set; } = 500;

    /// <summary>Credentials for TURN servers a second of one partner, on average.</summary>
    [Range(1, 1_000_000)]
    public int PartnerCallRelaysPerSecond { get; set; } = 100;

    /// <summary>Credentials for TURN servers that one partner may ask for at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int PartnerCallRelaysBurst { get; set; } = 1_000;

    /// <summary>Uploads of keys a second of one partner, on average; each is a request too.</summary>
    [Range(1, 1_000_000)]
    public int PartnerKeyUploadsPerSecond { get; set; } = 50;

    /// <summary>Uploads of keys that one partner may make at once after a pause.</summary>
    [Range(1, 10_000_000)]
    public int PartnerKeyUploadsBurst { get; set; } = 200;

    /// <summary>People a second whose keys one partner may claim, on average.</summary>
    [Range(1, 1_000_000)]
    public int PartnerClaimsPerSecond { get; set; } = 500;

    /// <summary>People whose keys one partner may claim at once after a pause; at least those of one request.</summary>
    [Range(20, 10_000_000)]
    public int PartnerClaimsBurst { get; set; } = 2_000;

    /// <summary>Claims a second of one user's keys by one other, on average.</summary>
    [Range(1, 10_000)]
    public int UsersClaimsPerSecond { get; set; } = 1;

    /// <summary>Claims of one user's keys that one other may make at once after a pause.</summary>
    [Range(1, 100_000)]
    public int UsersClaimsBurst { get; set; } = 20;

    /// <summary>Claims a day (UTC) of one device by one partner that are given one-time keys, over all instances.</summary>
    [Range(1, 1_000_000)]
    public int DeviceKeysDaily { get; set; } = 40;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PartnerBytesInFlight > InstanceBytesInFlight)
            yield return new ValidationResult("PartnerBytesInFlight must not be more than InstanceBytesInFlight.", [nameof(PartnerBytesInFlight)]);
        if (ParkedPairBytes >= ParkedPartnerBytes)
            yield return new ValidationResult("ParkedPairBytes must be less than ParkedPartnerBytes.", [nameof(ParkedPairBytes)]);
    }
}

using System.Text.Json.Serialization;
using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>What is agreed with a partner beyond what its envelopes need, and how the agreement came to be. Part of the partner's row.</summary>
public sealed record AgreementRecord
{
    /// <summary>Nothing is agreed, and nothing known.</summary>
    public static readonly AgreementRecord None = new();

    /// <summary>When the partner asked to take part; null where nobody has said.</summary>
    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The last day on which it is to be live, where the operator has set one; otherwise it follows from the request (<see cref="AgreementClock"/>).</summary>
    public DateOnly? LiveBy { get; init; }

    /// <summary>When it was live for the first time.</summary>
    public DateTimeOffset? LiveAt { get; init; }

    /// <summary>What a suspended partner comes back to.</summary>
    public PartnerStatus SuspendedFrom { get; init; } = PartnerStatus.Live;

    /// <summary>What shows that its protocols are as safe as Signal.</summary>
    public IReadOnlyList<ProtocolEvidence> Evidence { get; init; } = [];

    /// <summary>Bounds below those of the limit table.</summary>
    public AgreementQuotas Quotas { get; init; } = AgreementQuotas.None;

    /// <summary>Whom to call at the partner's.</summary>
    public AgreementContacts Contacts { get; init; } = new();

    /// <summary>What the conformance kit said; null while no report is attached.</summary>
    public ConformanceReport? Conformance { get; init; }

    /// <summary>The changes of its state, oldest first; bounded (<see cref="StateHistory"/>).</summary>
    public IReadOnlyList<StateChange> Changes { get; init; } = [];

    /// <summary>Changes after the first that were left out for the bound.</summary>
    public int ChangesLeftOut { get; init; }
}

/// <summary>Evidence for a protocol other than Signal.</summary>
/// <param name="Protocol">The protocol's word.</param>
/// <param name="Url">Where the evidence is: https.</param>
/// <param name="Date">The day of its version that was looked at.</param>
public sealed record ProtocolEvidence(string Protocol, Uri Url, DateOnly Date);

/// <summary>Bounds of one partner below those of the limit table; null for those of the table. Rates count in each instance, as the table's do.</summary>
/// <param name="EnvelopesPerSecond">Envelopes that it sends, of <c>partner.envelopes</c>.</param>
/// <param name="BytesPerSecond">Bytes of its calls' bodies, of <c>partner.bytes</c>.</param>
/// <param name="ParkedBytes">Bytes that wait for it, of <c>parked.partner-bytes</c>.</param>
public sealed record AgreementQuotas(int? EnvelopesPerSecond = null, int? BytesPerSecond = null, long? ParkedBytes = null)
{
    /// <summary>Those of the table alone.</summary>
    public static readonly AgreementQuotas None = new();
}

/// <summary>Contacts of a partner: an e-mail address, a telephone number or both, as text.</summary>
/// <param name="Technical">For faults.</param>
/// <param name="Security">For incidents.</param>
/// <param name="Legal">For the agreement.</param>
public sealed record AgreementContacts(string? Technical = null, string? Security = null, string? Legal = null);

/// <summary>A conformance report that an operator has attached. The report itself is kept elsewhere; its digest names it.</summary>
/// <param name="Sha256">Of the report's bytes, in lower-case hexadecimal.</param>
/// <param name="Verdict"><c>passed</c> or <c>failed</c>.</param>
/// <param name="At">When it was attached.</param>
/// <param name="By">The key id of the operator who attached it.</param>
/// <param name="TestsPassed">How many of its tests passed, where it says so.</param>
/// <param name="TestsFailed">How many failed.</param>
public sealed record ConformanceReport(string Sha256, string Verdict, DateTimeOffset At, string By, int? TestsPassed = null, int? TestsFailed = null);

/// <summary>A change of an agreement's state.</summary>
/// <param name="At">When.</param>
/// <param name="From">From which state; null for the first.</param>
/// <param name="To">To which.</param>
/// <param name="By">The key id of the operator who made it.</param>
/// <param name="Reason">A word out of <see cref="StateReasons"/>, where there is one.</param>
/// <param name="Note">The operator's own words; they name nobody.</param>
public sealed record StateChange(DateTimeOffset At, PartnerStatus? From, PartnerStatus To, string By, string? Reason = null, string? Note = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AgreementRecord))]
internal sealed partial class AgreementRowJson : JsonSerializerContext;

using Relay.Client.Accounts;

namespace Relay.Client.Agreements;

/// <summary>An agreement between a partner and the relay's operator.</summary>
public sealed record Agreement
{
    /// <summary>The partner.</summary>
    public required string Partner { get; init; }

    /// <summary>Where it stands.</summary>
    public required PartnerStatus State { get; init; }

    /// <summary>The states that an operator may change it to.</summary>
    public IReadOnlyList<PartnerStatus> Next { get; init => field = value ?? []; } = [];

    /// <summary>The time from the request to live operation.</summary>
    public required AgreementClock Clock { get; init; }

    /// <summary>Short words for what stands between it and being live; empty when it is live.</summary>
    public IReadOnlyList<string> WhyNotLive { get; init => field = value ?? []; } = [];

    /// <summary>The protocols of its users' messages.</summary>
    public IReadOnlyList<string> Protocols { get; init => field = value ?? []; } = [];

    /// <summary>What it can receive.</summary>
    public IReadOnlyList<string> Capabilities { get; init => field = value ?? []; } = [];

    /// <summary>Where it holds; empty for everywhere.</summary>
    public IReadOnlyList<string> Territories { get; init => field = value ?? []; } = [];

    /// <summary>Evidence for protocols other than signal.</summary>
    public IReadOnlyList<ProtocolEvidence> Evidence { get; init => field = value ?? []; } = [];

    /// <summary>Bounds below those of the relay's table; null where there are none.</summary>
    public AgreementQuotas? Quotas { get; init; }

    /// <summary>Whom to call at the partner's.</summary>
    public AgreementContacts? Contacts { get; init; }

    /// <summary>The attached conformance report; null where there is none.</summary>
    public ConformanceReport? Conformance { get; init; }

    /// <summary>The changes of its state, oldest first.</summary>
    public IReadOnlyList<AgreementChange> Changes { get; init => field = value ?? []; } = [];

    /// <summary>Changes after the first that the relay keeps no longer.</summary>
    public int ChangesLeftOut { get; init; }
}

/// <summary>The time from the request to live operation.</summary>
/// <param name="State"><c>not-started</c>, <c>running</c>, <c>overdue</c>, <c>met</c>, <c>late</c> or <c>stopped</c>.</param>
/// <param name="RequestedAt">When the partner asked.</param>
/// <param name="LiveBy">The last day (UTC).</param>
/// <param name="DaysLeft">Days after today until then, negative when overdue; null once it has been live or has ended.</param>
/// <param name="LiveAt">When it was live for the first time.</param>
public sealed record AgreementClock(string State, DateTimeOffset? RequestedAt = null, DateOnly? LiveBy = null, int? DaysLeft = null, DateTimeOffset? LiveAt = null);

/// <summary>A change of an agreement's state.</summary>
/// <param name="At">When.</param>
/// <param name="To">To which state.</param>
/// <param name="By">The key id of the operator.</param>
/// <param name="From">From which; null for the first.</param>
/// <param name="Reason">A word, where there is one.</param>
/// <param name="Note">The operator's own words.</param>
public sealed record AgreementChange(DateTimeOffset At, PartnerStatus To, string By, PartnerStatus? From = null, string? Reason = null, string? Note = null);

/// <summary>Evidence for a protocol other than signal.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Url">Where the evidence is: https.</param>
/// <param name="Date">The day of its version.</param>
public sealed record ProtocolEvidence(string Protocol, Uri Url, DateOnly Date);

/// <summary>Bounds below those of the relay's table; null for those of the table.</summary>
/// <param name="EnvelopesPerSecond">Envelopes that the partner sends.</param>
/// <param name="BytesPerSecond">Bytes of its calls' bodies.</param>
/// <param name="ParkedBytes">Bytes that wait for it.</param>
public sealed record AgreementQuotas(int? EnvelopesPerSecond = null, int? BytesPerSecond = null, long? ParkedBytes = null);

/// <summary>Contacts of a partner, as text of at most 200 characters.</summary>
/// <param name="Technical">For faults.</param>
/// <param name="Security">For incidents.</param>
/// <param name="Legal">For the agreement.</param>
public sealed record AgreementContacts(string? Technical = null, string? Security = null, string? Legal = null);

/// <summary>A conformance report as the operator has attached it.</summary>
/// <param name="Sha256">Of the report's bytes, in hexadecimal.</param>
/// <param name="Verdict"><c>passed</c> or <c>failed</c>.</param>
/// <param name="At">When it was attached; the relay's to say.</param>
/// <param name="By">The key id of the operator who attached it; the relay's to say.</param>
/// <param name="TestsPassed">How many of its tests passed.</param>
/// <param name="TestsFailed">How many failed.</param>
public sealed record ConformanceReport(string Sha256, string Verdict, DateTimeOffset? At = null, string? By = null, int? TestsPassed = null, int? TestsFailed = null);

/// <summary>The terms of an agreement as an operator sets them: all at once, what is null is none; of <see cref="RequestedAt"/>, unchanged.</summary>
/// <param name="RequestedAt">When the partner asked to take part.</param>
/// <param name="LiveBy">The last day on which it is to be live, where it is another than three months on.</param>
/// <param name="Evidence">Evidence for protocols other than signal.</param>
/// <param name="Quotas">Bounds below those of the relay's table.</param>
/// <param name="Contacts">Whom to call.</param>
public sealed record AgreementTerms(
    DateTimeOffset? RequestedAt = null, DateOnly? LiveBy = null, IReadOnlyList<ProtocolEvidence>? Evidence = null, AgreementQuotas? Quotas = null, AgreementContacts? Contacts = null);

internal sealed record StateOrder(PartnerStatus State, string? Reason, string? Note);

internal sealed record ConformanceOrder(string Sha256, string Verdict, int? TestsPassed, int? TestsFailed);

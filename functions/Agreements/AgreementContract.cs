using System.Text.Json.Serialization;
using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>The terms of an agreement as an operator sets them: all of them at once, what is left out is none.</summary>
/// <param name="RequestedAt">When the partner asked to take part; not in the future. Left out: unchanged.</param>
/// <param name="LiveBy">The last day on which it is to be live, where it is another than the clock's own.</param>
/// <param name="Evidence">Evidence for protocols other than signal, each protocol once.</param>
/// <param name="Quotas">Bounds below those of the limit table.</param>
/// <param name="Contacts">Whom to call; each at most 200 characters.</param>
public sealed record AgreementTerms(
    DateTimeOffset? RequestedAt = null, DateOnly? LiveBy = null, IReadOnlyList<ProtocolEvidence>? Evidence = null, AgreementQuotas? Quotas = null, AgreementContacts? Contacts = null);

/// <summary>A change of an agreement's state, by an operator.</summary>
/// <param name="State">sandbox, live, suspended or ended.</param>
/// <param name="Reason">A word out of the list for this change; needed where a request is refused.</param>
/// <param name="Note">At most 200 characters of the operator's own; the partner reads them.</param>
public sealed record StateOrder(string? State, string? Reason = null, string? Note = null);

/// <summary>A conformance report that an operator attaches.</summary>
/// <param name="Sha256">Of the report's bytes: 64 hexadecimal digits.</param>
/// <param name="Verdict">passed or failed.</param>
/// <param name="TestsPassed">How many of its tests passed.</param>
/// <param name="TestsFailed">How many failed; none of one that passed.</param>
public sealed record ConformanceOrder(string? Sha256, string? Verdict, int? TestsPassed = null, int? TestsFailed = null);

/// <summary>An agreement, for operators and for the partner itself.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="State">requested, sandbox, live, suspended or ended.</param>
/// <param name="Next">The states that an operator may change it to.</param>
/// <param name="Clock">The time to live operation.</param>
/// <param name="WhyNotLive">Short words for what stands between it and being live; empty when it is live.</param>
/// <param name="Protocols">The protocols of its users' messages.</param>
/// <param name="Capabilities">What it can receive.</param>
/// <param name="Territories">Where it holds; none for everywhere.</param>
/// <param name="Evidence">Evidence for protocols other than signal.</param>
/// <param name="Quotas">Bounds below those of the limit table; left out where there are none.</param>
/// <param name="Contacts">Whom to call.</param>
/// <param name="Conformance">The attached report; left out where there is none.</param>
/// <param name="Changes">The changes of its state, oldest first.</param>
/// <param name="ChangesLeftOut">Changes after the first that are kept no longer.</param>
public sealed record AgreementView(
    string Partner, string State, IReadOnlyList<string> Next, ClockView Clock, IReadOnlyList<string> WhyNotLive, IReadOnlyList<string> Protocols, IReadOnlyList<string> Capabilities,
    IReadOnlyList<string> Territories, IReadOnlyList<ProtocolEvidence> Evidence, AgreementQuotas? Quotas, AgreementContacts Contacts, ConformanceReport? Conformance,
    IReadOnlyList<StateChangeView> Changes, int ChangesLeftOut)
{
    internal static AgreementView Of(PartnerRecord partner, DateTimeOffset now)
    {
        var agreement = partner.Agreement;
        return new AgreementView(
            partner.Name,
            StateWords.Of(partner.Status),
            [.. StateRules.Next(partner.Status, agreement.SuspendedFrom).Select(StateWords.Of)],
            ClockView.Of(partner.Status, agreement, now),
            Agreements.WhyNotLive.Of(partner),
            partner.Protocols,
            partner.Capabilities,
            partner.Territories,
            agreement.Evidence,
            agreement.Quotas == AgreementQuotas.None ? null : agreement.Quotas,
            agreement.Contacts,
            agreement.Conformance,
            [.. agreement.Changes.Select(StateChangeView.Of)],
            agreement.ChangesLeftOut);
    }
}

/// <summary>The time from the request to live operation.</summary>
/// <param name="State">not-started, running, overdue, met, late or stopped.</param>
/// <param name="RequestedAt">When the partner asked.</param>
/// <param name="LiveBy">The last day (UTC).</param>
/// <param name="DaysLeft">Days after today until then; 0 on the last day, negative when overdue. Only while it is not live.</param>
/// <param name="LiveAt">When it was live for the first time.</param>
public sealed record ClockView(string State, DateTimeOffset? RequestedAt, DateOnly? LiveBy, int? DaysLeft, DateTimeOffset? LiveAt)
{
    internal static ClockView Of(PartnerStatus status, AgreementRecord agreement, DateTimeOffset now)
    {
        var clock = AgreementClock.Of(status, agreement, now);
        return new ClockView(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(clock.State.ToString()), agreement.RequestedAt, clock.LiveBy, clock.DaysLeft, agreement.LiveAt);
    }
}

/// <summary>A change of an agreement's state.</summary>
/// <param name="At">When.</param>
/// <param name="From">From which state; left out for the first.</param>
/// <param name="To">To which.</param>
/// <param name="By">The key id of the operator.</param>
/// <param name="Reason">A word, where there is one.</param>
/// <param name="Note">The operator's own words.</param>
public sealed record StateChangeView(DateTimeOffset At, string? From, string To, string By, string? Reason, string? Note)
{
    internal static StateChangeView Of(StateChange change) =>
        new(change.At, change.From is { } from ? StateWords.Of(from) : null, StateWords.Of(change.To), change.By, change.Reason, change.Note);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AgreementTerms))]
[JsonSerializable(typeof(StateOrder))]
[JsonSerializable(typeof(ConformanceOrder))]
[JsonSerializable(typeof(AgreementView))]
[JsonSerializable(typeof(AgreementReport))]
internal sealed partial class AgreementJson : JsonSerializerContext;

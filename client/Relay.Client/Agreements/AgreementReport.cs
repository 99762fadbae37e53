using Relay.Client.Accounts;

namespace Relay.Client.Agreements;

/// <summary>What an agreement has come through, as evidence.</summary>
public sealed record AgreementReport
{
    /// <summary>The partner.</summary>
    public required string Partner { get; init; }

    /// <summary>When the report was made.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The state then.</summary>
    public required PartnerStatus State { get; init; }

    /// <summary>The time to live operation.</summary>
    public required AgreementClock Clock { get; init; }

    /// <summary>What stands between it and being live.</summary>
    public IReadOnlyList<string> WhyNotLive { get; init => field = value ?? []; } = [];

    /// <summary>The attached conformance report.</summary>
    public ConformanceReport? Conformance { get; init; }

    /// <summary>When its first envelope, sent or received, was delivered in the sandbox.</summary>
    public DateTimeOffset? FirstSandboxDelivery { get; init; }

    /// <summary>When its first envelope was delivered live.</summary>
    public DateTimeOffset? FirstLiveDelivery { get; init; }

    /// <summary>The changes that held it back.</summary>
    public IReadOnlyList<AgreementChange> Refusals { get; init => field = value ?? []; } = [];

    /// <summary>All changes of its state, oldest first.</summary>
    public IReadOnlyList<AgreementChange> Changes { get; init => field = value ?? []; } = [];

    /// <summary>Changes after the first that the relay keeps no longer.</summary>
    public int ChangesLeftOut { get; init; }

    /// <summary>Evidence for protocols other than signal.</summary>
    public IReadOnlyList<ProtocolEvidence> Evidence { get; init => field = value ?? []; } = [];
}

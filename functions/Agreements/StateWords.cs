using Relay.Functions.Partners;

namespace Relay.Functions.Agreements;

/// <summary>The states of an agreement as words of the API.</summary>
public static class StateWords
{
    /// <summary>The rule of such words, for problem details.</summary>
    public const string Rule = "requested, sandbox, live, suspended or ended";

    /// <summary>The word of a state.</summary>
    public static string Of(PartnerStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The state of a word; null when it is none.</summary>
    public static PartnerStatus? Read(string? word) => word switch
    {
        "requested" => PartnerStatus.Requested,
        "sandbox" => PartnerStatus.Sandbox,
        "live" => PartnerStatus.Live,
        "suspended" => PartnerStatus.Suspended,
        "ended" => PartnerStatus.Ended,
        _ => null,
    };
}

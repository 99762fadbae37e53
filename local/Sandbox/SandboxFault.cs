using System.Text.Json.Serialization;

namespace Relay.Local.Sandbox;

/// <summary>What is wrong with the sandbox partner. "Taken" says whether the partner has the batch all the same: then its repetition is a duplicate.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SandboxFault>))]
public enum SandboxFault
{
    /// <summary>Nothing: batches are taken and answered.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>Connections are reset as soon as they are opened, and those that are open at once. Not taken.</summary>
    [JsonStringEnumMemberName("down")]
    Down,

    /// <summary>The answer's body comes a byte at a time. Taken.</summary>
    [JsonStringEnumMemberName("slow-loris")]
    SlowLoris,

    /// <summary>The answer comes after a fixed delay. Taken.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    /// <summary>429 with Retry-After. Not taken.</summary>
    [JsonStringEnumMemberName("throttled")]
    Throttled,

    /// <summary>500 to a share of the calls, by the seeded generator; those are not taken.</summary>
    [JsonStringEnumMemberName("errors")]
    Errors,

    /// <summary>The connection is reset after half of the answer's body, of which the caller sees what it has read by then. Taken.</summary>
    [JsonStringEnumMemberName("reset")]
    Reset,

    /// <summary>307 to another path of the same server, which counts who follows. Not taken.</summary>
    [JsonStringEnumMemberName("redirect")]
    Redirect,

    /// <summary>An answer of a gigabyte. Taken.</summary>
    [JsonStringEnumMemberName("huge-answer")]
    HugeAnswer,

    /// <summary>A 200 whose body is not the documented JSON, in one of several ways. Taken.</summary>
    [JsonStringEnumMemberName("wrong-json")]
    WrongJson,

    /// <summary>A 200 with results for ids that were not in the batch, and for no other. Taken.</summary>
    [JsonStringEnumMemberName("unknown-ids")]
    UnknownIds,

    /// <summary>A 200 that names each id twice, as accepted and then as refused. Taken.</summary>
    [JsonStringEnumMemberName("contradictions")]
    Contradictions,

    /// <summary>410: the endpoint is gone for good. Not taken.</summary>
    [JsonStringEnumMemberName("gone")]
    Gone,

    /// <summary>Envelopes to chosen users are answered <c>retry</c> and not taken; others are taken.</summary>
    [JsonStringEnumMemberName("retry")]
    Retry,

    /// <summary>Envelopes to chosen users are answered <c>refused</c> and not taken; others are taken.</summary>
    [JsonStringEnumMemberName("refuse")]
    Refuse,

    /// <summary>500 to every batch that holds an envelope to a chosen user; not taken.</summary>
    [JsonStringEnumMemberName("poison")]
    Poison,

    /// <summary>Down and up in turn.</summary>
    [JsonStringEnumMemberName("flapping")]
    Flapping,

    /// <summary>A TLS endpoint presents another self-signed certificate than before. What a caller sends who trusts that one too is taken.</summary>
    [JsonStringEnumMemberName("certificate-change")]
    CertificateChange,
}

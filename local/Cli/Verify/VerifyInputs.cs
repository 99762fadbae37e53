namespace Relay.Cli.Verify;

/// <summary>The options of <c>relay verify</c>, as they were given.</summary>
internal sealed record VerifyInputs
{
    public string? Keys { get; init; }

    public string? Receipt { get; init; }

    public string? Request { get; init; }

    public string? Id { get; init; }

    public string? MakeProof { get; init; }

    public string? Proof { get; init; }

    public string? Chain { get; init; }

    public bool Complete { get; init; }

    public string? Erasure { get; init; }

    public string? User { get; init; }

    /// <summary>Signed tree heads: one is checked by itself, two are compared.</summary>
    public IReadOnlyList<string> Heads { get; init; } = [];

    public string? Consistency { get; init; }

    /// <summary>What is wrong with them together; null when nothing is.</summary>
    public string? WhyNot()
    {
        var subjects = new[] { Receipt, Proof, Chain, Erasure }.Count(subject => subject is not null) + (Heads.Count > 0 ? 1 : 0);
        return this switch
        {
            _ when subjects != 1 => "One of --receipt, --proof and --chain, or --erasure, or --head, is needed.",
            { Keys: null } => "--keys is needed: without the relay's keys a receipt proves nothing.",
            { Receipt: null, Id: not null } or { Receipt: null, MakeProof: not null } => "--id and --make-proof go with --receipt.",
            { Request: null, Id: not null } or { Request: null, MakeProof: not null } => "--id and --make-proof need --request.",
            { Id: not null, MakeProof: not null } => "--id and --make-proof exclude each other.",
            { Chain: not null, Request: not null } => "--request goes with --receipt or --proof.",
            { Chain: null, Complete: true } => "--complete goes with --chain.",
            { Erasure: not null, Request: not null } => "--request goes with --receipt or --proof.",
            { Heads.Count: > 0, Request: not null } => "--request goes with --receipt or --proof.",
            { Heads.Count: > 2 } => "--head is given once or twice.",
            { Heads.Count: not 2, Consistency: not null } => "--consistency goes with two heads.",
            { Erasure: null, User: not null } => "--user goes with --erasure.",
            { User: { } user } when user.Split('/') is not [{ Length: > 0 }, { Length: > 0 }] => "--user is PARTNER/USER.",
            { Id: { } id } when !Guid.TryParse(id, out _) => "--id is not an envelope's id.",
            { MakeProof: { } id } when !Guid.TryParse(id, out _) => "--make-proof is not an envelope's id.",
            _ => null,
        };
    }
}

using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Relay.Functions.Hosting;
using Relay.Functions.Lanes;
using Relay.Functions.Limits;
using Relay.Functions.Operators.SignIn;
using Relay.Functions.Partners;
using Relay.Functions.Telemetry;
using Relay.Signatures;

namespace Relay.Functions.Callers;

/// <summary>
/// Finds out who sent a request by its HTTP message signature (RFC 9421). The key id decides the key, the key its algorithm
/// and its partner; the authority is the configured one, because the Functions host puts its own into the Host header.
/// </summary>
public sealed class CallerAuthentication(
    PartnerDirectory partners, PartnerLimits limits, NonceStore nonces, PartnerPresence presence, OperatorSessions sessions, IOptions<RelayOptions> options,
    TimeProvider clock)
{
    /// <summary>Who names no key, or one that is not known.</summary>
    public const string Nobody = "";

    // No name of a partner begins so.
    private const string AnyOperator = MetricTags.AnyOperator;

    private const int DigestLength = 32;

    private static readonly SignatureRules Rules = new();

    private readonly Dictionary<string, VerificationKey> _operators =
        options.Value.Operators.Select(VerificationKey.FromJwk).ToDictionary(key => key.KeyId, StringComparer.Ordinal);

    private readonly Dictionary<string, JsonWebKey> _operatorKeys = options.Value.Operators.ToDictionary(key => key.Kid, StringComparer.Ordinal);

    private readonly NonceMemory _seen = new();
    private readonly string _authority = options.Value.Authority;

    /// <summary>Who a request says that it comes from, before anything of it is believed: a partner's name, one for all operators, or <see cref="Nobody"/>.</summary>
    /// <exception cref="Azure.RequestFailedException">Table storage did not answer or refused.</exception>
    public async ValueTask<string> ClaimantAsync(HttpContext context)
    {
        if (Session(context) is not null)
            return AnyOperator;
        if (Parse(context, out var signature) is not null)
            return Nobody;
        if (_operators.ContainsKey(signature!.KeyId))
            return AnyOperator;
        return (await partners.FindKeyAsync(signature.KeyId)).Partner?.Name ?? Nobody;
    }

    /// <summary>
    /// The partner that signed this request, within its limits. Its nonce is remembered in this instance only: for calls that are
    /// harmless when repeated.
    /// </summary>
    public async ValueTask<CallerCheck> PartnerAsync(HttpContext context, RequestBody body)
    {
        if (Parse(context, out var signature) is { } problem)
            return new(null, problem);

        var (partner, key) = await partners.FindKeyAsync(signature!.KeyId);
        if (partner is null || key is null)
            return new(null, Problems.SignatureInvalid("The key id is not known."));

        if (Verify(context, body, signature, key) is { } failure)
            return new(null, failure);
        // Said only to who holds the key.
        if (ProblemOf(partner.KeyValidityAt(signature.KeyId, clock.GetUtcNow())) is { } untimely)
            return new(null, untimely);

        context.Features.Set(new VerifiedCaller(partner.Name));
        presence.Seen(partner.Name);
        if (RefusedAtTheDoor(context, partner.Status) is { } closed)
            return new(null, closed);

        return await limits.AdmitAsync(context, partner.Name, body.Bytes.Length, partner.Agreement.Quotas) is { } refusal
            ? new(null, refusal.ToProblem())
            : new(new Caller(partner, signature.KeyId), null);
    }

    /// <summary>The partner, or an operator, that signed this request: for what a partner sees of its own and an operator of any.</summary>
    public ValueTask<CallerCheck> PartnerOrOperatorAsync(HttpContext context, RequestBody body) =>
        Session(context) is not null || (Parse(context, out var signature) is null && _operators.ContainsKey(signature!.KeyId))
            ? OperatorAsync(context, body)
            : PartnerAsync(context, body);

    /// <summary>As <see cref="PartnerAsync"/>, and the nonce is stored, so that a repeated call fails at every instance.</summary>
    public async ValueTask<CallerCheck> PartnerOnceAsync(HttpContext context, RequestBody body)
    {
        var check = await PartnerAsync(context, body);
        return check.Caller is null ? check : await OnceAsync(context, check);
    }

    /// <summary>The operator that signed this request, or whose browser has a session; of a session's calls that change something only those that the operator's page makes count.</summary>
    public ValueTask<CallerCheck> OperatorAsync(HttpContext context, RequestBody body)
    {
        if (Session(context) is not { } session)
            return SigningOperatorAsync(context, body);

        var problem = HttpMethods.IsGet(context.Request.Method) ? null : sessions.Unwanted(context);
        return ValueTask.FromResult(problem is null ? new CallerCheck(new Caller(null, session.Actor), null) : new CallerCheck(null, problem));
    }

    /// <summary>The operator that signed this request; nonces of calls that change something are stored.</summary>
    public async ValueTask<CallerCheck> SigningOperatorAsync(HttpContext context, RequestBody body)
    {
        if (Parse(context, out var signature) is { } problem)
            return new(null, problem);

        if (!_operators.TryGetValue(signature!.KeyId, out var key))
            return new(null, Problems.SignatureInvalid("The key id is not an operator's."));

        if (Verify(context, body, signature, key) is { } failure)
            return new(null, failure);
        if (ProblemOf(_operatorKeys[signature.KeyId].ValidityAt(clock.GetUtcNow())) is { } untimely)
            return new(null, untimely);

        context.Features.Set(new VerifiedCaller(AnyOperator));
        var check = new CallerCheck(new Caller(null, signature.KeyId), null);
        return HttpMethods.IsGet(context.Request.Method) ? check : await OnceAsync(context, check);
    }

    private static Problem? ProblemOf(KeyValidity validity) => validity switch
    {
        KeyValidity.Valid => null,
        KeyValidity.NotYetValid => Problems.KeyNotYetValid(),
        _ => Problems.KeyExpired(),
    };

    private async ValueTask<CallerCheck> OnceAsync(HttpContext context, CallerCheck check)
    {
        Parse(context, out var signature);
        return await nonces.TryUseAsync(signature!.KeyId, signature.Nonce, signature.Created, context.RequestAborted)
            ? check
            : new(null, Problems.Replayed());
    }

    // A request that is signed is judged by its signature alone.
    private OperatorSession? Session(HttpContext context) => context.Request.Headers.ContainsKey("Signature-Input") ? null : sessions.Find(context);

    private static Problem? Parse(HttpContext context, out ParsedSignature? signature)
    {
        // Kept with the request: it is asked for before the body is read, and again after.
        var read = context.Features.Get<ReadSignature>();
        if (read is null)
        {
            var failure = ParsedSignature.TryParse(context.Request.Headers["Signature-Input"], context.Request.Headers["Signature"], out var parsed);
            context.Features.Set(read = new ReadSignature(failure, parsed));
        }

        signature = read.Signature;
        return read.Failure == SignatureFailure.None ? null : Problems.SignatureInvalid(SignatureFailureTexts.Of(read.Failure));
    }

    private Problem? Verify(HttpContext context, RequestBody body, ParsedSignature signature, VerificationKey key)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        body.Hash(digest);
        var request = context.Request;
        var line = new SignedRequestLine(request.Method, _authority, RawPath(context), request.QueryString.Value ?? "");
        var now = clock.GetUtcNow();
        var failure = MessageVerifier.Verify(signature, line, request.Headers["Content-Digest"], digest, key, SignatureTags.Request, now, Rules);
        if (failure != SignatureFailure.None)
            return Problems.SignatureInvalid(SignatureFailureTexts.Of(failure));

        return _seen.TryAdd(signature.KeyId, signature.Nonce, signature.Expires, now) ? null : Problems.Replayed();
    }

    private static Problem? RefusedAtTheDoor(HttpContext context, PartnerStatus status) => status switch
    {
        PartnerStatus.Live or PartnerStatus.Sandbox => null,
        PartnerStatus.Requested => context.GetEndpoint()?.Metadata.GetMetadata<OpenToRequested>() is null ? Problems.PartnerRequested() : null,
        PartnerStatus.Ended => Problems.PartnerEnded(),
        _ => Problems.PartnerSuspended(),
    };

    // The path as it came over the wire: the signer signed its encoded form.
    private static string RawPath(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        return end < 0 ? target : target[..end];
    }

    private sealed record ReadSignature(SignatureFailure Failure, ParsedSignature? Signature);
}

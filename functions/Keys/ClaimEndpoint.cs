using Relay.Functions.Accept;
using Relay.Functions.Callers;
using Relay.Functions.Hosting;
using Relay.Functions.Limits;
using Relay.Functions.Links;
using Relay.Functions.People;

namespace Relay.Functions.Keys;

/// <summary><c>POST /v1/keys/claim</c>: what sessions with other people's devices begin with.</summary>
internal sealed class ClaimEndpoint(CallerAuthentication callers, ClaimStage stage, PartnerLimits limits)
{
    private const int MaxBodyBytes = 16 * 1024;
    private const int MostTargets = 20;

    /// <summary>POST: claims. One-time keys of the answer are given to nobody else; whoever loses it claims again.</summary>
    public async Task PostAsync(HttpContext context)
    {
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body is null)
        {
            await Problems.TooLarge("body", MaxBodyBytes).WriteAsync(context);
            return;
        }

        var check = await callers.PartnerOnceAsync(context, body);
        var problem = check.Caller?.Partner is { } partner ? await AnswerAsync(context, partner.Name, body) : check.Problem;
        if (problem is not null)
            await problem.WriteAsync(context);
    }

    private async Task<Problem?> AnswerAsync(HttpContext context, string partner, RequestBody body)
    {
        var (request, problem) = JsonBody.Read(body, KeysJson.Default.ClaimRequest);
        problem ??= Check(request!);
        if (problem is not null)
            return problem;
        if (limits.Take(LimitTable.PartnerClaims, partner, request!.To.Count) is { } tooFast)
            return tooFast.ToProblem();

        var results = await stage.ClaimAsync(new Address(partner, request.From), request.To, context.RequestAborted);
        return await LinksEndpoint.AnswerAsync(context, new ClaimAnswer(results), KeysJson.Default.ClaimAnswer);
    }

    /// <summary>What is wrong with a request's form; null when nothing is.</summary>
    internal static Problem? Check(ClaimRequest request)
    {
        if (!UserIds.IsUserId(request.From))
            return Problems.Malformed("from", UserIds.Rule, UserIds.MaxLength);
        if (request.To.Count is 0 or > MostTargets)
            return Problems.Malformed("to", "1 to the limit", MostTargets);

        var seen = new HashSet<Address>();
        for (var i = 0; i < request.To.Count; i++)
        {
            if (request.To[i] is not { } target)
                return Problems.Malformed($"to[{i}]", "an object of partner and user");
            var (address, unsuitable) = LinksEndpoint.Account(target.Partner, target.User, $"to[{i}].");
            if (unsuitable is not null)
                return unsuitable;
            if (!seen.Add(address))
                return Problems.Malformed($"to[{i}]", "each account once");
            if (target.Devices is { } devices && !AreDevices(devices))
                return Problems.Malformed($"to[{i}].devices", "1 to 127, each once, as many as the limit", AcceptOptions.MaxCiphertexts);
        }

        return null;
    }

    private static bool AreDevices(IReadOnlyList<int> devices) =>
        devices.Count is > 0 and <= AcceptOptions.MaxCiphertexts
        && devices.All(device => device is >= SignalLimits.LeastDevice and <= SignalLimits.MostDevice)
        && devices.Distinct().Count() == devices.Count;
}

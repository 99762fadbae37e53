using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Relay.Functions.Hosting;

namespace Relay.Functions.Tests.Hosting;

public sealed class ProblemsTests
{
    private static readonly Problem[] All =
    [
        Problems.Malformed("envelopes[0].id", "a UUID with hyphens"),
        Problems.Malformed("envelopes", "1 to the limit", 100),
        Problems.SignatureInvalid("The key id is not known."),
        Problems.Replayed(),
        Problems.PartnerSuspended(),
        Problems.PartnerRequested(),
        Problems.PartnerEnded(),
        Problems.PartnerChanged(),
        Problems.NotAllowed("from.partner must be the partner that signs."),
        Problems.NotFound("No such route."),
        Problems.Conflict("media-missing", "Nothing has been uploaded under the grant."),
        Problems.TooLarge("body", 10),
        Problems.OfStatus(404)!,
        Problems.OfStatus(405)!,
        Problems.OfStatus(415)!,
        Problems.UnsupportedMediaType(),
        Problems.TooFast("envelopes", "partner.envelopes: envelopes a second", 5_000, 2),
        Problems.PairTooFast("to.partner", "pair.envelopes: envelopes a second", 4_000, 2),
        Problems.TooManyAtOnce("signature-input", "inbox.polls: polls", 16, 1),
        Problems.Busy("content-length", "instance.bytes-in-flight: bytes", 100, 1),
        Problems.LaneFull("to.partner", "parked.pair-bytes: bytes", 100, 30),
        Problems.StoreUnavailable(5),
        Problems.NotReachable,
        Problems.IdReused,
        Problems.CiphertextMalformed("ciphertexts[0].content", "a rule"),
        Problems.LaneUnavailable(2),
        Problems.LinkCodeWrong,
        Problems.SignatureWrong,
        Problems.NotOptedIn(),
        Problems.IdentityKeyMissing(),
        Problems.TooManyLinks(4),
        Problems.NoSuchLink(),
    ];

    private static readonly HashSet<string> Members = ["type", "status", "code", "title", "detail", "field", "rule", "limit", "retryAfterSeconds"];

    public static TheoryData<int> Places() => [.. Enumerable.Range(0, All.Length)];

    [Theory]
    [MemberData(nameof(Places))]
    public void Problem_OfEachCode_HasStatusAndTitle(int place)
    {
        var problem = All[place];
        Assert.InRange(problem.Status, 400, 503);
        Assert.Matches("^[a-z]+(-[a-z]+)*$", problem.Code);
        Assert.EndsWith(".", problem.Title);
        Assert.Equal("/problems/" + problem.Code, problem.Type);
        Assert.All(All.Where(other => other.Code == problem.Code), other => Assert.Equal((problem.Status, problem.Title), (other.Status, other.Title)));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Write_Problem_IsProblemJsonWithoutNulls(int place)
    {
        var problem = All[place];
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };

        await problem.WriteAsync(context);

        Assert.Equal(problem.Status, context.Response.StatusCode);
        Assert.Equal("application/problem+json", context.Response.ContentType);
        using var json = JsonDocument.Parse(((MemoryStream)context.Response.Body).ToArray());
        var members = json.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone());
        Assert.All(members.Values, value => Assert.NotEqual(JsonValueKind.Null, value.ValueKind));
        Assert.Subset(Members, members.Keys.ToHashSet());
        Assert.Equal((problem.Status, problem.Code, problem.Title), (members["status"].GetInt32(), members["code"].GetString(), members["title"].GetString()));
        Assert.Equal(problem.RetryAfterSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture), context.Response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(400)]
    [InlineData(500)]
    public void OfStatus_AnyOther_IsNone(int status) => Assert.Null(Problems.OfStatus(status));
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Relay.Functions.Operators;
using Relay.Functions.Operators.Oidc;
using Relay.Functions.Operators.SignIn;

namespace Relay.Functions.Tests.Operators;

/// <summary>Signing in by OpenID Connect against an issuer that the tests run.</summary>
public sealed class OidcSignInTests : IAsyncLifetime
{
    private LocalIssuer _issuer = null!;
    private OidcIssuer _client = null!;
    private OidcSignIn _signIn = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await LocalIssuer.StartAsync();
        (_client, _signIn) = Create(_issuer.Authority);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task SignIn_OfAnOperator_NamesThePerson()
    {
        Assert.Equal(new OidcResult(OidcOutcome.SignedIn, "Olga", "subject-1"), await RunAsync());
        Assert.False(_issuer.LastForm!.ContainsKey("client_secret"));
    }

    [Fact]
    public async Task Question_AsksForACodeWithPkce_AndComesBackToTheAuthority()
    {
        var (address, transaction) = (await _signIn.BeginAsync(CancellationToken.None))!.Value;

        var question = System.Web.HttpUtility.ParseQueryString(address.Query);
        Assert.StartsWith(_issuer.Authority + "/authorize?p=1&", address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(("code", "S256", "https://relay.example/operator/oidc/callback"), (question["response_type"], question["code_challenge_method"], question["redirect_uri"]));
        Assert.DoesNotContain(transaction.Verifier, address.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(3, new HashSet<string> { transaction.State, transaction.Nonce, transaction.Verifier }.Count);
    }

    [Fact]
    public async Task SignIn_OfAConfidentialClient_SendsItsSecret()
    {
        var (client, signIn) = Create(_issuer.Authority, options => options.OidcClientSecret = "secret-1");
        using (client)
            Assert.Equal(OidcOutcome.SignedIn, (await RunAsync(signIn)).Outcome);
        Assert.Equal("secret-1", _issuer.LastForm!["client_secret"]);
    }

    [Fact]
    public async Task SignIn_ByGroup_TakesTheGroupOfTheSetting()
    {
        var (client, signIn) = Create(_issuer.Authority, options => (options.OidcRoleClaim, options.OidcRole) = ("groups", "group-7"));
        using (client)
        {
            Assert.Equal(OidcOutcome.NotAnOperator, (await RunAsync(signIn)).Outcome);
            _issuer.Claims["groups"] = new[] { "group-7" };
            Assert.Equal(OidcOutcome.SignedIn, (await RunAsync(signIn)).Outcome);
        }
    }

    [Theory]
    [InlineData("aud", "another-client")]
    [InlineData("iss", "https://evil.example/")]
    [InlineData("nonce", "another-nonce")]
    [InlineData("nonce", null)]
    [InlineData("azp", "another-client")]
    [InlineData("sub", null)]
    [InlineData("exp", null)]
    [InlineData("aud", null)]
    public async Task Token_WithAClaimThatDoesNotHold_IsInvalid(string claim, string? value)
    {
        _issuer.Claims[claim] = value;
        Assert.Equal(OidcOutcome.TokenInvalid, (await RunAsync()).Outcome);
    }

    [Theory]
    [InlineData("exp", -180)] // beyond the two minutes of skew
    [InlineData("nbf", 180)]
    public async Task Token_OutsideItsTime_IsInvalid(string claim, int seconds)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (claim == "exp")
            (_issuer.Claims["nbf"], _issuer.Claims["iat"]) = (now - 600, now - 600);
        _issuer.Claims[claim] = now + seconds;
        Assert.Equal(OidcOutcome.TokenInvalid, (await RunAsync()).Outcome);
    }

    [Fact]
    public async Task Token_ForSeveralAudiencesWithoutAParty_IsInvalid()
    {
        _issuer.Claims["aud"] = new[] { LocalIssuer.ClientId, "another-client" };
        Assert.Equal(OidcOutcome.TokenInvalid, (await RunAsync()).Outcome);
        _issuer.Claims["azp"] = LocalIssuer.ClientId;
        Assert.Equal(OidcOutcome.SignedIn, (await RunAsync()).Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Reader")]
    [InlineData("relay.operator")]
    public async Task SignIn_WithoutTheRole_IsNoOperators(string? role)
    {
        _issuer.Claims["roles"] = role is null ? null : new[] { role };
        Assert.Equal(OidcOutcome.NotAnOperator, (await RunAsync()).Outcome);
    }

    [Fact]
    public async Task Token_OfAnotherKeyUnderTheSameName_IsInvalid()
    {
        using var other = RSA.Create(2048);
        _issuer.OtherKey = new SigningCredentials(new RsaSecurityKey(other) { KeyId = "key-1" }, SecurityAlgorithms.RsaSha256);
        Assert.Equal(OidcOutcome.TokenInvalid, (await RunAsync()).Outcome);
    }

    [Fact]
    public async Task Token_WithAlgorithmNone_IsInvalid()
    {
        var (address, transaction) = (await _signIn.BeginAsync(CancellationToken.None))!.Value;
        var (state, code) = _issuer.Visit(address);
        var expires = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds();
        var claims = $$"""{"iss":"{{_issuer.Authority}}","aud":"{{LocalIssuer.ClientId}}","sub":"s","exp":{{expires}},"nonce":"{{transaction.Nonce}}","roles":["{{LocalIssuer.Role}}"]}""";
        _issuer.OtherToken = Encode("""{"alg":"none","typ":"JWT"}""") + "." + Encode(claims) + ".";
        Assert.Equal(OidcOutcome.TokenInvalid, (await _signIn.EndAsync(transaction, state, code, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Token_SignedWithASharedSecret_IsInvalid()
    {
        _issuer.OtherKey = new SigningCredentials(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)) { KeyId = "key-1" }, SecurityAlgorithms.HmacSha256);
        Assert.Equal(OidcOutcome.TokenInvalid, (await RunAsync()).Outcome);
    }

    [Theory]
    [InlineData("not a token")]
    [InlineData("a.b.c")]
    [InlineData("")]
    public async Task Token_ThatIsNone_IsInvalid(string token)
    {
        _issuer.OtherToken = token;
        Assert.Equal(OidcOutcome.TokenInvalid, (await RunAsync()).Outcome);
    }

    [Theory]
    [InlineData(400, "TokenInvalid")]
    [InlineData(401, "TokenInvalid")]
    [InlineData(503, "IssuerUnavailable")]
    public async Task Code_ThatTheIssuerDoesNotTake_EndsTheSignIn(int status, string outcome)
    {
        _issuer.TokenStatus = status;
        Assert.Equal(outcome, (await RunAsync()).Outcome.ToString());
    }

    [Fact]
    public async Task Answer_WithAnotherState_IsRefusedBeforeTheIssuerIsAsked()
    {
        var (address, transaction) = (await _signIn.BeginAsync(CancellationToken.None))!.Value;
        var (state, code) = _issuer.Visit(address);
        foreach (var other in new[] { null, "", state + "x", transaction.Nonce })
            Assert.Equal(OidcOutcome.WrongState, (await _signIn.EndAsync(transaction, other, code, CancellationToken.None)).Outcome);
        Assert.Equal(OidcOutcome.WrongState, (await _signIn.EndAsync(null, state, code, CancellationToken.None)).Outcome);
        Assert.Null(_issuer.LastForm);
    }

    [Fact]
    public async Task Answer_AfterItsTime_OrWithoutACode_EndsTheSignIn()
    {
        var (address, transaction) = (await _signIn.BeginAsync(CancellationToken.None))!.Value;
        var (state, code) = _issuer.Visit(address);
        Assert.Equal(OidcOutcome.Refused, (await _signIn.EndAsync(transaction, state, null, CancellationToken.None)).Outcome);
        var late = transaction with { ExpiresAt = DateTimeOffset.UtcNow };
        Assert.Equal(OidcOutcome.WrongState, (await _signIn.EndAsync(late, state, code, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Code_OfAnotherBrowsersQuestion_IsNotTaken()
    {
        var (_, mine) = (await _signIn.BeginAsync(CancellationToken.None))!.Value;
        var (others, _) = (await _signIn.BeginAsync(CancellationToken.None))!.Value;
        var (_, code) = _issuer.Visit(others);
        Assert.Equal(OidcOutcome.TokenInvalid, (await _signIn.EndAsync(mine, mine.State, code, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Issuer_ThatDoesNotAnswer_IsSaid()
    {
        var authority = _issuer.Authority;
        await _issuer.DisposeAsync();
        var (client, signIn) = Create(authority);
        using (client)
            Assert.Null(await signIn.BeginAsync(CancellationToken.None));
    }

    private async Task<OidcResult> RunAsync(OidcSignIn? signIn = null)
    {
        signIn ??= _signIn;
        var (address, transaction) = (await signIn.BeginAsync(CancellationToken.None))!.Value;
        var (state, code) = _issuer.Visit(address);
        return await signIn.EndAsync(transaction, state, code, CancellationToken.None);
    }

    private static (OidcIssuer, OidcSignIn) Create(string authority, Action<OperatorOptions>? change = null)
    {
        var options = new OperatorOptions { OidcAuthority = authority, OidcClientId = LocalIssuer.ClientId };
        change?.Invoke(options);
        var wrapped = Options.Create(options);
        var issuer = new OidcIssuer(wrapped);
        return (issuer, new OidcSignIn(
            issuer, new OidcTokenCheck(issuer, wrapped, TimeProvider.System), new PublicOrigin(OperatorSamples.Relay()), wrapped, TimeProvider.System, NullLogger<OidcSignIn>.Instance));
    }

    private static string Encode(string text) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(text));
}

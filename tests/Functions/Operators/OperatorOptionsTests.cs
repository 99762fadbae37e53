using Relay.Functions.Operators;

namespace Relay.Functions.Tests.Operators;

public sealed class OperatorOptionsTests
{
    [Fact]
    public void Validate_NothingConfigured_Succeeds() => Assert.Empty(Failures(new OperatorOptions()));

    [Fact]
    public void Validate_IssuerAndClient_Succeeds() => Assert.Empty(Failures(Oidc()));

    [Theory]
    [InlineData("http://issuer.example/")]
    [InlineData("https://issuer.example/?tenant=1")]
    [InlineData("https://login.microsoftonline.com/common/v2.0")]
    [InlineData("https://login.microsoftonline.com/organizations/v2.0")]
    [InlineData("issuer.example")]
    public void Validate_IssuerThatCouldLetInStrangers_IsRefused(string authority)
    {
        var options = Oidc();
        options.OidcAuthority = authority;
        Assert.Contains("OidcAuthority", Assert.Single(Failures(options)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(OperatorOptions.OidcClientId))]
    [InlineData(nameof(OperatorOptions.OidcRole))]
    [InlineData(nameof(OperatorOptions.OidcRoleClaim))]
    public void Validate_IssuerWithout_IsRefused(string member)
    {
        var options = Oidc();
        typeof(OperatorOptions).GetProperty(member)!.SetValue(options, "");
        Assert.Contains(member, Assert.Single(Failures(options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ClientWithoutIssuer_IsRefused() => Assert.Single(Failures(new OperatorOptions { OidcClientId = "relay" }));

    [Fact]
    public void Validate_SecretThatIsAnUnresolvedReference_IsRefused()
    {
        var options = Oidc();
        options.OidcClientSecret = "@Microsoft.KeyVault(SecretUri=https://vault.example/secrets/operator)";
        Assert.Contains("not resolved", Assert.Single(Failures(options)), StringComparison.Ordinal);
    }

    private static OperatorOptions Oidc() => new() { OidcAuthority = "https://login.example/tenant/v2.0", OidcClientId = "relay" };

    private static IEnumerable<string> Failures(OperatorOptions options) => new OperatorOptionsValidation().Validate(null, options).Failures ?? [];
}

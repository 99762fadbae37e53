using Relay.Functions.Deliver;

namespace Relay.Functions.Tests.Deliver;

public sealed class DeliveryOptionsValidationTests : IDisposable
{
    private readonly TestAuthority _authority = new("partner root");

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Validate_CertificatesWithKeys_Succeeds()
    {
        var pem = _authority.Issue("relay", TestAuthority.ClientPurpose);
        Assert.Empty(Errors(("one", pem), ("two", pem.ReplaceLineEndings("\\n")), ("three", pem + "\n" + _authority.RootPem)));
    }

    [Fact]
    public void Validate_Name_IsAWordAndItsOwn()
    {
        var pem = _authority.Issue("relay", TestAuthority.ClientPurpose);
        Assert.StartsWith("Delivery:ClientCertificates:0 needs a Name", Assert.Single(Errors(("", pem))));
        Assert.StartsWith("Delivery:ClientCertificates:0 needs a Name", Assert.Single(Errors(("Relay 1", pem))));
        Assert.StartsWith("Delivery:ClientCertificates:1 has the name", Assert.Single(Errors(("one", pem), ("one", pem))));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("words")]
    [InlineData("no key")]
    [InlineData("another key")]
    [InlineData("key alone")]
    public void Validate_PemThatIsNoCertificateWithItsKey_IsNamedAndNotRepeated(string fault)
    {
        var (pem, other) = (_authority.Issue("relay", TestAuthority.ClientPurpose), _authority.Issue("relay", TestAuthority.ClientPurpose));
        var (certificate, key) = (pem[..pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)], other[other.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..]);
        var bad = fault switch { "nothing" => "", "words" => "a certificate", "no key" => certificate, "another key" => certificate + key, _ => key };

        var error = Assert.Single(Errors(("one", bad)));

        Assert.StartsWith("Delivery:ClientCertificates:0 needs, as Pem", error);
        Assert.DoesNotContain(key.Split('\n')[1], error);
    }

    private static IEnumerable<string> Errors(params (string Name, string Pem)[] certificates)
    {
        var options = new DeliveryOptions { ClientCertificates = [.. certificates.Select(one => new ClientCertificateOptions { Name = one.Name, Pem = one.Pem })] };
        return new DeliveryOptionsValidation().Validate(null, options).Failures ?? [];
    }
}

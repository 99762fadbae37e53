using Relay.Functions.Callers;
using Relay.Signatures;

namespace Relay.Functions.Tests.Callers;

public sealed class SignatureFailureTextsTests
{
    private static readonly SignatureFailure[] WithoutTextOfTheirOwn = [SignatureFailure.None, SignatureFailure.SignatureInvalid];

    public static TheoryData<SignatureFailure> Failures() => [.. Enum.GetValues<SignatureFailure>().Except(WithoutTextOfTheirOwn)];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Of_EachFailure_HasATextOfItsOwn(SignatureFailure failure)
    {
        var text = SignatureFailureTexts.Of(failure);

        Assert.EndsWith(".", text);
        Assert.NotEqual(SignatureFailureTexts.Of(SignatureFailure.SignatureInvalid), text);
        Assert.All(Enum.GetValues<SignatureFailure>().Where(other => other != failure), other => Assert.NotEqual(text, SignatureFailureTexts.Of(other)));
    }
}

using System.Text.Json.Serialization;

namespace Relay.Functions.Businesses;

/// <summary>A verified business as an operator sets it.</summary>
/// <param name="DisplayName">What it is called, 1 to 128 characters.</param>
/// <param name="About">What it says of itself, at most 512 characters.</param>
/// <param name="Website">An https address.</param>
/// <param name="Picture">The https address of its picture.</param>
/// <param name="Accounts">1 to 16, exactly one preferred. Each shows only when its own partner says the same.</param>
/// <param name="Verified">Who verified it.</param>
public sealed record BusinessSettings(
    string? DisplayName, string? About, string? Website, string? Picture, IReadOnlyList<BusinessAccountSettings>? Accounts, BusinessVerificationSettings? Verified);

/// <summary>An account of a business.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="User">The user.</param>
/// <param name="Preferred">Whether it is the one to write to.</param>
public sealed record BusinessAccountSettings(string? Partner, string? User, bool? Preferred);

/// <summary>Who verified a business.</summary>
/// <param name="By">The verifier, 1 to 128 characters.</param>
/// <param name="At">When.</param>
/// <param name="Reference">Under which the verifier has it, 1 to 128 characters.</param>
public sealed record BusinessVerificationSettings(string? By, DateTimeOffset? At, string? Reference);

/// <summary>A verified business.</summary>
/// <param name="Name">Names it in the relay.</param>
/// <param name="DisplayName">What it is called.</param>
/// <param name="About">What it says of itself.</param>
/// <param name="Website">Its website.</param>
/// <param name="Picture">Where its picture is.</param>
/// <param name="Accounts">Its accounts: for partners those alone that both sides name.</param>
/// <param name="Verified">Who verified it.</param>
/// <param name="ChangedAt">When it was set.</param>
public sealed record BusinessView(
    string Name,
    string DisplayName,
    string? About,
    Uri? Website,
    Uri? Picture,
    IReadOnlyList<BusinessAccountView> Accounts,
    BusinessVerification Verified,
    DateTimeOffset ChangedAt);

/// <summary>An account of a business.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="User">The user.</param>
/// <param name="Preferred">Whether it is the one to write to.</param>
/// <param name="Confirmed">For operators: whether its partner says the same.</param>
public sealed record BusinessAccountView(string Partner, string User, bool Preferred, bool? Confirmed = null);

/// <summary>The business that an account belongs to, by its own partner's word.</summary>
/// <param name="Business">The business's name in the relay.</param>
public sealed record UserBusiness(string? Business);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BusinessSettings))]
[JsonSerializable(typeof(BusinessView))]
[JsonSerializable(typeof(UserBusiness))]
internal sealed partial class BusinessJson : JsonSerializerContext;

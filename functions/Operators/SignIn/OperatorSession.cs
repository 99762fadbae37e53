using System.Text.Json.Serialization;

namespace Relay.Functions.Operators.SignIn;

/// <summary>Somebody who has signed in to the operator's page.</summary>
/// <param name="Name">For people: the key id, or the name that the issuer gives.</param>
/// <param name="KeyId">The operator's key that made the sign-in link; null after a sign-in by OpenID Connect.</param>
/// <param name="Subject">The issuer's lasting id of the person; null after a sign-in by key.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record OperatorSession(string Name, string? KeyId, string? Subject, DateTimeOffset ExpiresAt)
{
    /// <summary>Who acts, as records of what operators did name it: a key id, or <c>oidc:</c> and the issuer's id.</summary>
    [JsonIgnore]
    public string Actor => KeyId ?? "oidc:" + Subject;
}

/// <summary>A one-time code for a browser.</summary>
/// <param name="Id">Makes it good once.</param>
/// <param name="KeyId">The operator's key that asked for it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it is no longer good.</param>
internal sealed record SignInCode(string Id, string KeyId, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>A one-time sign-in link.</summary>
/// <param name="Url">To be opened in a browser, once. The code stands behind the #, which no server or log sees.</param>
/// <param name="ExpiresAt">When it is no longer good.</param>
public sealed record SignInLink(string Url, DateTimeOffset ExpiresAt);

/// <summary>Exchanges a one-time code for a session.</summary>
/// <param name="Code">What stands behind <c>#code=</c> in the link.</param>
public sealed record SignInRequest(string? Code);

/// <summary>What the page asks first.</summary>
/// <param name="SignedIn">Whether somebody has signed in.</param>
/// <param name="Name">Who.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="Oidc">Whether the issuer's sign-in is offered.</param>
public sealed record SessionView(bool SignedIn, string? Name, DateTimeOffset? ExpiresAt, bool Oidc);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(OperatorSession))]
[JsonSerializable(typeof(SignInCode))]
[JsonSerializable(typeof(SignInLink))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SessionView))]
internal sealed partial class SignInJson : JsonSerializerContext;

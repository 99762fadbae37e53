using System.ComponentModel.DataAnnotations;

namespace Relay.Functions.Operators;

/// <summary>How operators sign in to their page. Section <c>Operator</c> of the configuration; docs/operator-page.md says how it is set up.</summary>
public sealed class OperatorOptions
{
    /// <summary>Minutes after which whoever has signed in has to do so again; at most eight hours.</summary>
    [Range(1, 480)]
    public int SessionMinutes { get; set; } = 480;

    /// <summary>Seconds for which a one-time sign-in link is good.</summary>
    [Range(10, 600)]
    public int SignInLinkSeconds { get; set; } = 120;

    /// <summary>Seconds between two looks at the stores for all pages that are open at an instance.</summary>
    [Range(1, 60)]
    public int PushSeconds { get; set; } = 2;

    /// <summary>Seconds after which a stream of changes ends and the page opens another: well below the Functions host's time for one call.</summary>
    [Range(2, 200)]
    public int StreamSeconds { get; set; } = 100;

    /// <summary>The OpenID Connect issuer, such as <c>https://login.microsoftonline.com/TENANT/v2.0</c>. Empty: nobody signs in this way.</summary>
    public string OidcAuthority { get; set; } = "";

    /// <summary>The page's client id at the issuer.</summary>
    public string OidcClientId { get; set; } = "";

    /// <summary>The page's secret at the issuer. Empty for a public client, which PKCE alone protects.</summary>
    public string OidcClientSecret { get; set; } = "";

    /// <summary>The claim that says who is an operator: <c>roles</c>, or <c>groups</c>.</summary>
    public string OidcRoleClaim { get; set; } = "roles";

    /// <summary>The value that this claim must have, alone or among others.</summary>
    public string OidcRole { get; set; } = "Relay.Operator";

    /// <summary>Whether operators can sign in by OpenID Connect.</summary>
    internal bool HasOidc => OidcAuthority.Length > 0;
}

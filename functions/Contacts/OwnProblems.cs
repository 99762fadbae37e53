using Relay.Functions.Hosting;

namespace Relay.Functions.Contacts;

/// <summary>What a partner is told of its own user, whoever else the call is about.</summary>
internal static class OwnProblems
{
    /// <summary>The user is not enlisted.</summary>
    public static Problem NoSuchUser() => Problems.NotFound("No such user of this partner.");

    /// <summary>The user does not take part, or is not enlisted at all.</summary>
    public static Problem NotOptedIn() => Problems.Conflict("not-opted-in", "The user must have opted in for that.");
}

using System.Net;

namespace Relay.Client.Http;

/// <summary>What came of one attempt: an answer, or the failure that kept it from coming.</summary>
internal readonly record struct Answer(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, Exception? Failure)
{
    internal bool IsSuccess => Status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;

    /// <summary>Whether the same request may well succeed later.</summary>
    internal bool IsTransient => Status is null
        or HttpStatusCode.RequestTimeout
        or HttpStatusCode.TooManyRequests
        or >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented;

    /// <summary>The problem that the answer tells, or stands for.</summary>
    internal RelayProblem Problem()
    {
        var problem = Status is null ? null : ProblemReader.TryRead(Body);
        problem ??= new RelayProblem { Code = RelayProblemException.UnexpectedAnswer, Title = Failure?.Message };
        return problem with
        {
            Status = (int?)Status,
            RetryAfterSeconds = RetryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : problem.RetryAfterSeconds,
        };
    }

    internal RelayProblemException Exception() => new(Problem(), Failure);
}

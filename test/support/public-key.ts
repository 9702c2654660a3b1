/** An RSA public key of 2048 bits, whose private key nobody has. */
export const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA13H1Nvt7qIeCQB9wtrfZ
JkecV/vP029lWA0unfWAlFGZtwGP2wIgP3vaO+X3QRzeBQbmMjAL7agWiLYP0ULm
fUYQMFuaurUbB9T9KsmoaQ1ZdAgTJttvuHJb2paR3lMb308bWzwaZUeOR7wwpM8d
gfTfJkxJsLt2fyRnuh8qx5bRXl+2uc3DtwRV9oj+FtYqAGdCRnbq0nBr0mRBOnpP
34Pm9dTp0Kg7bZOnXY1LCtfOdRw/Nzr1xTLIjKaqeBp/QTFfdaI7HfAdDTQB0xsR
vgxsqT+mgVP/WRETQ/6P4xtJ/DrXbda6CvZQLVQONs2kb/R1iAM9Pjw7gJIPaTwp
nwIDAQAB
-----END PUBLIC KEY-----
`;
